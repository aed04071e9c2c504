package io.serpentarium.sandbox;

import io.serpentarium.sandbox.MemoryAccount.Use;

/**
 * There is no room for bytes that were about to be allocated. Nothing was allocated, and the caller
 * is unchanged. An account may throw a subclass that says whose share is used up.
 */
public class MemoryRefusedException extends SandboxException {

  private static final long serialVersionUID = 1L;

  private final Use use;
  private final long bytes;

  /**
   * Creates the exception.
   *
   * @param bytes the number of bytes that were requested
   */
  public MemoryRefusedException(Use use, long bytes, String message) {
    super(message);
    this.use = use;
    this.bytes = bytes;
  }

  /** Returns the purpose of the bytes. */
  public final Use use() {
    return use;
  }

  /** Returns the number of bytes that were requested. */
  public final long bytes() {
    return bytes;
  }
}
