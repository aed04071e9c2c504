package io.serpentarium.sandbox;

/** The session's file system refused an operation of the host's. */
public final class SessionFileException extends SandboxException {

  private static final long serialVersionUID = 1L;

  /** The reason for the refusal. */
  public enum Reason {
    NOT_FOUND,
    INVALID_PATH,
    NOT_A_FILE,
    READ_ONLY,
    QUOTA_EXCEEDED
  }

  private final Reason reason;

  public SessionFileException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
