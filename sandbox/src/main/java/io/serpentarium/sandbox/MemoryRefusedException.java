package io.serpentarium.sandbox;

import io.serpentarium.sandbox.MemoryAccount.Use;

/**
 * There is no room for bytes that were about to be allocated. Nothing was allocated, and the caller
 * is as before. An account may throw a subclass that says whose share is used up.
 */
public class MemoryRefusedException extends SandboxException {

  private static final long serialVersionUID = 1L;

  private final Use use;
  private final long bytes;

  /**
   * An exception.
   *
   * @param bytes that were asked for
   */
  public MemoryRefusedException(Use use, long bytes, String message) {
    super(message);
    this.use = use;
    this.bytes = bytes;
  }

  /** What they were for. */
  public final Use use() {
    return use;
  }

  /** How many were asked for. */
  public final long bytes() {
    return bytes;
  }
}
