package io.serpentarium.service.core.snapshot;

/** A snapshot is larger than may leave this node. */
public final class SnapshotTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int maximumBytes;

  SnapshotTooLargeException(int maximumBytes) {
    super("snapshot above %d bytes".formatted(maximumBytes));
    this.maximumBytes = maximumBytes;
  }

  /** The most that one may have. */
  public int maximumBytes() {
    return maximumBytes;
  }
}
