package io.serpentarium.service.core.admission;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The resources that a piece of work has acquired, released together. Thread-safe.
 *
 * <p>Releases run in reverse order, each exactly once, whatever the release of another throws.
 */
public final class Reservation implements AutoCloseable {

  private final Deque<Runnable> releases = new ArrayDeque<>();
  private boolean closed;

  /**
   * Acquires one more resource. If {@code acquire} throws, its {@code release} is never called.
   *
   * @param release the inverse of {@code acquire}
   * @throws IllegalStateException if the reservation is closed
   */
  public synchronized Reservation with(Runnable acquire, Runnable release) {
    if (closed) {
      throw new IllegalStateException("the reservation is closed");
    }
    acquire.run();
    releases.push(release);
    return this;
  }

  /** Releases everything. Idempotent. Throws what the first release threw, after all the others. */
  @Override
  public synchronized void close() {
    closed = true;
    RuntimeException failure = null;
    for (Runnable release = releases.poll(); release != null; release = releases.poll()) {
      try {
        release.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
