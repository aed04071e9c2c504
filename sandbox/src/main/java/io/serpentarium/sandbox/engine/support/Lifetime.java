package io.serpentarium.sandbox.engine.support;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** The time in which a native handle may be used; its end waits for the uses under way. */
public final class Lifetime {

  private final String subject;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean ended;

  public Lifetime(String subject) {
    this.subject = subject;
  }

  /**
   * Runs a use of the handle.
   *
   * @throws IllegalStateException after the end
   */
  public <T> T during(Supplier<T> use) {
    lock.readLock().lock();
    try {
      if (ended) {
        throw new IllegalStateException(subject + " is closed");
      }
      return use.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Ends the lifetime with the given release; a second call has no effect. */
  public void end(Runnable release) {
    lock.writeLock().lock();
    try {
      if (!ended) {
        ended = true;
        release.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
