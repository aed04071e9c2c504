package io.serpentarium.sandbox;

/** The snapshot was refused, and nothing of it was loaded. */
public final class SnapshotException extends SandboxException {

  private static final long serialVersionUID = 1L;

  /** The reason for the refusal. */
  public enum Reason {
    /** The bytes are no snapshot. */
    NOT_A_SNAPSHOT,
    /** The format is of another version. */
    UNSUPPORTED_VERSION,
    /** The snapshot was taken with another python.wasm or another standard library. */
    FOREIGN,
    /** The snapshot needs an extension module that the sandbox does not have. */
    MISSING_MODULE,
    /** Bytes are missing, changed or invalid. */
    DAMAGED,
    /** The snapshot was not exported with the importer's key. */
    NOT_SIGNED,
    /** The snapshot is larger than the sandbox or the session allows. */
    TOO_LARGE,
    /** The program in it keeps its guest from starting. */
    UNUSABLE
  }

  private final Reason reason;

  public SnapshotException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
