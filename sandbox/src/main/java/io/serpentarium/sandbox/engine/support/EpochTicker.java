package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.Engine.Enforcement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that advances an engine's epoch once a tick. Ticks that it slept through are made up
 * for, so that a deadline is not late by the sum of the delays.
 */
public final class EpochTicker implements AutoCloseable {

  private final Runnable advance;
  private final Runnable release;
  private final long tickNanos;
  private final Thread thread;
  private volatile long lastTick = System.nanoTime();
  private volatile boolean closed;

  /**
   * Starts to tick.
   *
   * @param advance the action of a tick, on the ticker's thread
   * @param release releases the action's resources, on the same thread after the last tick
   */
  public EpochTicker(Runnable advance, Runnable release, Duration tick) {
    this.advance = advance;
    this.release = release;
    this.tickNanos = tick.toNanos();
    this.thread = Thread.ofPlatform().daemon().name("epoch-ticker").start(this::run);
  }

  private void run() {
    long due = System.nanoTime() + tickNanos;
    try {
      while (!closed) {
        LockSupport.parkNanos(due - System.nanoTime());
        due = catchUp(due);
      }
    } finally {
      release.run();
    }
  }

  private long catchUp(long due) {
    long next = due;
    while (next - System.nanoTime() <= 0) {
      advance.run();
      next += tickNanos;
    }
    lastTick = System.nanoTime();
    return next;
  }

  /** Returns how the thread does. A tick that fails ends it. */
  public Enforcement enforcement() {
    return new Enforcement(Duration.ofNanos(System.nanoTime() - lastTick), 0);
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
