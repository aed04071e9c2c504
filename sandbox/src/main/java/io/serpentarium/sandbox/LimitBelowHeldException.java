package io.serpentarium.sandbox;

/** A memory limit is less than the memory that the session has already. Nothing was run. */
public final class LimitBelowHeldException extends SandboxException {

  private static final long serialVersionUID = 1L;

  private final long limitBytes;
  private final long heldBytes;

  /**
   * Creates the exception.
   *
   * @param heldBytes the least memory limit that the session can run under
   */
  public LimitBelowHeldException(long limitBytes, long heldBytes) {
    super("a memory limit of %d bytes is less than the %d in use".formatted(limitBytes, heldBytes));
    this.limitBytes = limitBytes;
    this.heldBytes = heldBytes;
  }

  /** Returns the limit that was refused. */
  public long limitBytes() {
    return limitBytes;
  }

  /** The least memory limit that the session can run under. */
  public long heldBytes() {
    return heldBytes;
  }
}
