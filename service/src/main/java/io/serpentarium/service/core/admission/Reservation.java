package io.serpentarium.service.core.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The resources that a piece of work has acquired, released together. Thread-safe; acquires and
 * releases without a lock.
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
  public Reservation with(Runnable acquire, Runnable release) {
    requireOpen();
    acquire.run();
    if (!push(release)) {
      release.run();
      requireOpen();
    }
    return this;
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the reservation is closed");
    }
  }

  private synchronized boolean push(Runnable release) {
    if (!closed) {
      releases.push(release);
    }
    return !closed;
  }

  private synchronized @Nullable Runnable poll() {
    closed = true;
    return releases.poll();
  }

  /** Releases everything. Idempotent. Throws what the first release threw, after all the others. */
  @Override
  public void close() {
    RuntimeException failure = null;
    for (Runnable release = poll(); release != null; release = poll()) {
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
