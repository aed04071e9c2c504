package io.serpentarium.sandbox.confinement;

/** This system cannot confine the process. */
public final class UnsupportedConfinementException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnsupportedConfinementException(String message) {
    super(message);
  }

  UnsupportedConfinementException(String message, Throwable cause) {
    super(message, cause);
  }
}
