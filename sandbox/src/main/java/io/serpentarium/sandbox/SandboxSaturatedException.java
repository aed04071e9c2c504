package io.serpentarium.sandbox;

/** The node has no room for another session or execution now; trying later may succeed. */
public final class SandboxSaturatedException extends SandboxException {

  private static final long serialVersionUID = 1L;

  public SandboxSaturatedException(String message) {
    super(message);
  }

  public SandboxSaturatedException(String message, Throwable cause) {
    super(message, cause);
  }
}
