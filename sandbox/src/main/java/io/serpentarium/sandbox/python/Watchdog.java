package io.serpentarium.sandbox.python;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks after running guests: every few milliseconds it checks their time limits and repeats
 * signals that were not taken. One daemon thread, parked while nothing runs.
 */
final class Watchdog implements AutoCloseable {

  /** What runs on a thread of its own until it is removed. */
  interface Watched {

    /** Does what is due. On the watchdog's thread, without waiting. */
    void check();
  }

  /** How often it looks, in milliseconds: the precision of the time limits. */
  static final int TICK_MILLIS = 5;

  private final Set<Watched> running = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean closed;

  /** Starts its thread. */
  Watchdog() {
    Thread.ofPlatform().daemon().name("serpentarium-watchdog").start(this::run);
  }

  void add(Watched each) {
    boolean wasIdle = running.isEmpty();
    running.add(each);
    if (wasIdle) {
      signal();
    }
  }

  void remove(Watched each) {
    running.remove(each);
  }

  /** Executions under its eyes now. */
  int executions() {
    return (int) running.stream().filter(GuestRun.class::isInstance).count();
  }

  @Override
  public void close() {
    closed = true;
    signal();
  }

  private void run() {
    while (!closed) {
      for (Watched each : running) {
        each.check();
      }
      pause();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // waking early only has it look early
  private void pause() {
    lock.lock();
    try {
      while (running.isEmpty() && !closed) {
        changed.await();
      }
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
