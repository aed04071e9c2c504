package io.serpentarium.service.core.tenancy;

/** A request does not show for whom it is made. */
public final class UnauthenticatedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnauthenticatedException() {
    super("no tenant is known for this request", null, false, false);
  }
}
