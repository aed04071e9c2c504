package io.serpentarium.sandbox;

/** Thrown when the host cannot carry out a request; never for what the guest program does. */
public abstract class SandboxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  protected SandboxException(String message) {
    super(message);
  }

  protected SandboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
