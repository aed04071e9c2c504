package io.serpentarium.service.core.tenancy;

/** The tenant is known and may do nothing. */
public final class TenantSuspendedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TenantSuspendedException() {
    super("the tenant is suspended", null, false, false);
  }
}
