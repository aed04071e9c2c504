package io.serpentarium.sandbox.python;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks after running executions: every few milliseconds it checks their time limits and repeats
 * signals that were not taken. One daemon thread, parked while nothing runs.
 */
final class Watchdog implements AutoCloseable {

  /** How often it looks, in milliseconds: the precision of the time limits. */
  static final int TICK_MILLIS = 5;

  private final Set<PythonExecution> running = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean closed;

  /** Starts its thread. */
  Watchdog() {
    Thread.ofPlatform().daemon().name("serpentarium-watchdog").start(this::run);
  }

  void add(PythonExecution execution) {
    boolean wasIdle = running.isEmpty();
    running.add(execution);
    if (wasIdle) {
      signal();
    }
  }

  void remove(PythonExecution execution) {
    running.remove(execution);
  }

  /** Executions under its eyes now. */
  int watched() {
    return running.size();
  }

  @Override
  public void close() {
    closed = true;
    signal();
  }

  private void run() {
    while (!closed) {
      for (PythonExecution execution : running) {
        execution.check();
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
