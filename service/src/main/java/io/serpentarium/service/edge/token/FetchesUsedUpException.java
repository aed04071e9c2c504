package io.serpentarium.service.edge.token;

/** An issuer was asked as often as it may be. */
final class FetchesUsedUpException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FetchesUsedUpException() {
    super("the issuer was asked often enough", null, false, false);
  }
}
