package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.memory.BlockBuffer;

/** A memory image that waits to be used again, compressed. Immutable; its owner closes it. */
public final class CompressedImage implements AutoCloseable {

  private final long memoryBytes;
  private final long ownBytes;
  private final BlockBuffer content;

  /** An image whose bytes become its own. */
  CompressedImage(long memoryBytes, long ownBytes, BlockBuffer content) {
    this.memoryBytes = memoryBytes;
    this.ownBytes = ownBytes;
    this.content = content;
  }

  /** Returns the size of the memory, as {@link PageImage#memoryBytes}. */
  long memoryBytes() {
    return memoryBytes;
  }

  /** Bytes of its pages when they are not compressed. */
  public long ownBytes() {
    return ownBytes;
  }

  BlockBuffer content() {
    return content;
  }

  /** Bytes that it takes. */
  public long sizeBytes() {
    return content.size();
  }

  /** Frees the image, once. */
  @Override
  public void close() {
    content.release();
  }
}
