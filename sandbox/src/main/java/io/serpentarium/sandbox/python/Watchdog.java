package io.serpentarium.sandbox.python;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches running guests: every few milliseconds it checks their time limits and repeats signals
 * that were not taken. One daemon thread, parked while nothing runs.
 */
final class Watchdog implements AutoCloseable {

  /** A call that runs on a thread of its own until it is removed. */
  interface Watched {

    /** Performs the checks that are due. On the watchdog's thread, without waiting. */
    void check();
  }

  /** Failures of which one is logged: a check that fails does so at every tick. */
  private static final int LOGGED_EVERY = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  /** The interval of checks, in milliseconds: the precision of the time limits. */
  static final int TICK_MILLIS = 5;

  private final Set<Watched> running = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LongSupplier nanoTime;
  private final AtomicLong failures = new AtomicLong();
  private volatile long lastTick;
  private volatile boolean parked;
  private volatile boolean closed;

  /** Starts its thread. */
  Watchdog() {
    this(System::nanoTime);
  }

  /** Starts its thread, with a clock by which {@link #sinceLastTick} counts. */
  Watchdog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastTick = nanoTime.getAsLong();
    Thread.ofPlatform().daemon().name("serpentarium-watchdog").start(this::run);
  }

  void add(Watched each) {
    boolean wasIdle = running.isEmpty();
    if (wasIdle) {
      lastTick = nanoTime.getAsLong();
    }
    running.add(each);
    if (parked) {
      signal();
    }
  }

  void remove(Watched each) {
    running.remove(each);
  }

  /** Returns the time since the last check; zero while nothing runs. */
  Duration sinceLastTick() {
    return running.isEmpty()
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - lastTick));
  }

  /** Returns the number of failed checks so far. */
  long failures() {
    return failures.get();
  }

  /** Executions under its eyes now. */
  int executions() {
    return (int)
        running.stream().filter(each -> each instanceof GuestRun run && run.isExecution()).count();
  }

  @Override
  public void close() {
    closed = true;
    signal();
  }

  private void run() {
    while (!closed) {
      for (Watched each : running) {
        check(each);
      }
      lastTick = nanoTime.getAsLong();
      pause();
    }
  }

  /** Checks one call; a failure must not end the limits of the others. */
  private void check(Watched each) {
    try {
      each.check();
    } catch (RuntimeException | Error e) {
      if (failures.getAndIncrement() % LOGGED_EVERY == 0) {
        log(e);
      }
    }
  }

  private static void log(Throwable failure) {
    try {
      LOG.error("A running guest could not be checked", failure);
    } catch (RuntimeException | Error e) {
      // There may be no memory to log with; the count tells.
    }
  }

  @SuppressWarnings("WaitNotInLoop") // waking early only has it look early
  private void pause() {
    lock.lock();
    try {
      parked = true;
      while (running.isEmpty() && !closed) {
        changed.await();
      }
      parked = false;
      if (!closed) {
        changed.await(TICK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
