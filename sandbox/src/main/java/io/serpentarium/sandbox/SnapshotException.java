package io.serpentarium.sandbox;

/** A snapshot is refused, and nothing of it was loaded. */
public final class SnapshotException extends SandboxException {

  private static final long serialVersionUID = 1L;

  /** Why it is refused. */
  public enum Reason {
    /** The bytes are no snapshot. */
    NOT_A_SNAPSHOT,
    /** Its format is of another version. */
    UNSUPPORTED_VERSION,
    /** It was taken with another python.wasm or another standard library. */
    FOREIGN,
    /** Bytes of it are missing, changed or make no sense. */
    DAMAGED,
    /** It was not exported with the key of whoever imports it. */
    NOT_SIGNED,
    /** It is larger than this sandbox or the session that it is for allows. */
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
