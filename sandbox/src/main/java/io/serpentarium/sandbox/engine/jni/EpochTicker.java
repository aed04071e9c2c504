package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Engine;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that advances an engine's epoch once a tick. Ticks that it slept through are made up
 * for, so that a deadline is not late by the sum of the delays.
 */
final class EpochTicker implements AutoCloseable {

  private final Engine engine;
  private final long tickNanos;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts to tick.
   *
   * @param engine a handle of the ticker's own, which it closes at its end
   */
  EpochTicker(Engine engine, Duration tick) {
    this.engine = engine;
    this.tickNanos = tick.toNanos();
    this.thread = Thread.ofPlatform().daemon().name("epoch-ticker").start(this::run);
  }

  private void run() {
    try (engine) {
      long due = System.nanoTime() + tickNanos;
      while (!closed) {
        LockSupport.parkNanos(due - System.nanoTime());
        due = catchUp(due);
      }
    }
  }

  private long catchUp(long due) {
    long next = due;
    while (next - System.nanoTime() <= 0) {
      engine.incrementEpoch();
      next += tickNanos;
    }
    return next;
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
