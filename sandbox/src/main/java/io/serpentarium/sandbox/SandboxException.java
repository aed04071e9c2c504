package io.serpentarium.sandbox;

/** The host could not do what was asked; nothing the guest program does throws it. */
public abstract class SandboxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  protected SandboxException(String message) {
    super(message);
  }

  protected SandboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
