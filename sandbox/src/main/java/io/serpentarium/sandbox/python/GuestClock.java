package io.serpentarium.sandbox.python;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** Measures one execution: wall time and the CPU time of the thread that started it. */
final class GuestClock {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private volatile long threadId;
  private volatile long wallStart;
  private volatile long cpuStart;

  /** Begins now, for the calling thread. */
  void start() {
    cpuStart = threads.getCurrentThreadCpuTime();
    wallStart = System.nanoTime();
    threadId = Thread.currentThread().threadId();
  }

  Duration wallTime() {
    return Duration.ofNanos(System.nanoTime() - wallStart);
  }

  /** CPU time so far; zero once the thread has died. Any thread may ask. */
  Duration cpuTime() {
    return Duration.ofNanos(Math.max(0, threads.getThreadCpuTime(threadId) - cpuStart));
  }
}
