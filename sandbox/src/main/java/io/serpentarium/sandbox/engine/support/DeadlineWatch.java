package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.Engine.Enforcement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that enforces the deadlines of one engine's instances, once a tick. */
public final class DeadlineWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DeadlineWatch.class);

  /** The interval, in failures, at which repeated failures are logged. */
  private static final int LOGGED_EVERY = 1_000;

  private final AtomicLong failures = new AtomicLong();
  private final long tickNanos;
  private final Set<GuestDeadline> inside = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile long lastTick = System.nanoTime();
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

  /** Ends what {@link #begin} began: the call has returned. */
  public void end(GuestDeadline deadline) {
    inside.remove(deadline);
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(tickNanos);
      inside.forEach(this::enforce);
      lastTick = System.nanoTime();
    }
  }

  /** Enforces a deadline; an exception keeps no other from being enforced. */
  private void enforce(GuestDeadline deadline) {
    try {
      deadline.enforce();
    } catch (RuntimeException | Error e) {
      if (failures.getAndIncrement() % LOGGED_EVERY == 0) {
        LOG.error("A deadline could not be enforced; retrying at each tick", e);
      }
    }
  }

  /** Returns how the thread does. */
  public Enforcement enforcement() {
    return new Enforcement(Duration.ofNanos(System.nanoTime() - lastTick), failures.get());
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
