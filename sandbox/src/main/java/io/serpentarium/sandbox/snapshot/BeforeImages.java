package io.serpentarium.sandbox.snapshot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Buffers that wait for their next use. Thread-safe. */
final class BeforeImages implements AutoCloseable {

  /** The most bytes that all idle buffers may hold together; buffers beyond that are freed. */
  private static final long KEPT_BYTES = 64L << 20;

  private final Supplier<PageScan> scans;
  private final Deque<BeforeImage> idle = new ArrayDeque<>();
  private long idleBytes;
  private boolean closed;

  BeforeImages(Supplier<PageScan> scans) {
    this.scans = scans;
  }

  BeforeImage take() {
    synchronized (this) {
      BeforeImage image = idle.pollLast();
      if (image != null) {
        idleBytes -= image.capacity();
        return image;
      }
    }
    return new BeforeImage(scans.get(), this::recycle);
  }

  private void recycle(BeforeImage image) {
    synchronized (this) {
      if (!closed && idleBytes + image.capacity() <= KEPT_BYTES) {
        idle.addLast(image);
        idleBytes += image.capacity();
        return;
      }
    }
    image.free();
  }

  /** Frees the idle images; each of the others is freed when it is returned. */
  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(BeforeImage::free);
    idle.clear();
  }
}
