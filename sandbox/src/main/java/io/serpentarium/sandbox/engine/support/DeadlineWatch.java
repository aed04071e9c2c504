package io.serpentarium.sandbox.engine.support;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The thread that enforces the deadlines of one engine's instances, once a tick. */
public final class DeadlineWatch implements AutoCloseable {

  private final long tickNanos;
  private final Set<GuestDeadline> inside = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts to watch.
   *
   * @param tick positive
   */
  public DeadlineWatch(Duration tick) {
    this.tickNanos = tick.toNanos();
    this.thread = Thread.ofPlatform().daemon().name("deadline-watch").start(this::run);
  }

  /** A call into the deadline's instance begins, not from inside another. */
  public void begin(GuestDeadline deadline) {
    inside.add(deadline);
  }

  /** That call has ended. */
  public void end(GuestDeadline deadline) {
    inside.remove(deadline);
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(tickNanos);
      inside.forEach(GuestDeadline::enforce);
    }
  }

  /** Returns when the thread has ended, unless interrupted. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
