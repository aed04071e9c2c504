package io.serpentarium.sandbox.python;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * Measures one execution: wall time, less the time in which it was paused, and the CPU time of the
 * thread that started it.
 */
final class GuestClock {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private volatile long threadId;
  private long wallStart;
  private volatile long cpuStart;
  private volatile long chargedNanos;
  private boolean paused;
  private long pauseStart;

  /** Begins now, for the calling thread. */
  synchronized void start() {
    cpuStart = threads.getCurrentThreadCpuTime();
    wallStart = System.nanoTime();
    threadId = Thread.currentThread().threadId();
  }

  synchronized Duration wallTime() {
    return Duration.ofNanos((paused ? pauseStart : System.nanoTime()) - wallStart);
  }

  /** Stops wall time. */
  synchronized void pause() {
    if (!paused) {
      paused = true;
      pauseStart = System.nanoTime();
    }
  }

  /**
   * Resumes wall time.
   *
   * @return whether it was paused
   */
  synchronized boolean resume() {
    boolean wasPaused = paused;
    if (wasPaused) {
      paused = false;
      wallStart += System.nanoTime() - pauseStart;
    }
    return wasPaused;
  }

  /** Returns the time for which wall time has been paused; zero while it goes on. */
  synchronized Duration pausedFor() {
    return paused ? Duration.ofNanos(System.nanoTime() - pauseStart) : Duration.ZERO;
  }

  /** Adds CPU time that another thread has spent for this execution. For one thread at a time. */
  synchronized void charge(Duration cpuTime) {
    chargedNanos += cpuTime.toNanos();
  }

  /**
   * CPU time so far; only what was {@linkplain #charge charged} once the thread has died. Any
   * thread may ask.
   */
  Duration cpuTime() {
    return Duration.ofNanos(
        chargedNanos + Math.max(0, threads.getThreadCpuTime(threadId) - cpuStart));
  }
}
