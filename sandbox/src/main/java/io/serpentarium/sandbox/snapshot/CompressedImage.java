package io.serpentarium.sandbox.snapshot;

/** A memory image that waits to be used again, compressed. Immutable. */
public final class CompressedImage {

  private final long memoryBytes;
  private final byte[] content;

  /** An image whose bytes become its own. */
  CompressedImage(long memoryBytes, byte[] content) {
    this.memoryBytes = memoryBytes;
    this.content = content;
  }

  /** As {@link PageImage#memoryBytes}. */
  long memoryBytes() {
    return memoryBytes;
  }

  /** Not to be changed. */
  byte[] content() {
    return content;
  }

  /** Bytes that it takes. */
  public long sizeBytes() {
    return content.length;
  }
}
