package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.wasi.GuestAlarms.Clock;
import io.serpentarium.sandbox.wasi.GuestWait;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Map;

/**
 * The timers of one guest, each of which is over once. All calls under the lock of {@link
 * Interruption}.
 *
 * <p>Nothing runs for them: whoever looks at the guest anyway asks what is due, so that many short
 * ones cost the host no more than one.
 */
final class Alarms {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** When each that is set is over, in nanoseconds of its clock. */
  private final Map<Clock, Long> due = new EnumMap<>(Clock.class);

  private long threadId;
  private boolean rang;

  /** Sets one, on the guest's thread; a delay of zero takes it back. */
  void set(Clock clock, long delayNanos) {
    threadId = Thread.currentThread().threadId();
    long now = clock == Clock.REAL ? System.nanoTime() : cpuTime();
    long end = now + delayNanos;
    if (delayNanos == 0 || end < now) {
      due.remove(clock);
    } else {
      due.put(clock, end);
    }
  }

  /** When the next one of real time is over, by {@link System#nanoTime}; else never. */
  long nextNanos() {
    return due.getOrDefault(Clock.REAL, GuestWait.FOREVER);
  }

  /** Whether one is over, which counts as unset from now on. From any thread. */
  boolean takeDue() {
    if (due.isEmpty()) {
      return false;
    }
    boolean found = takeDue(Clock.REAL, System.nanoTime());
    if (!due.isEmpty()) {
      long now = cpuTime();
      found |= takeDue(Clock.VIRTUAL, now);
      found |= takeDue(Clock.PROFILE, now);
    }
    rang |= found;
    return found;
  }

  private boolean takeDue(Clock clock, long now) {
    Long end = due.get(clock);
    boolean over = end != null && end <= now;
    if (over) {
      due.remove(clock);
    }
    return over;
  }

  /**
   * Unsets all.
   *
   * @return whether one was over since the last time
   */
  boolean clear() {
    due.clear();
    boolean had = rang;
    rang = false;
    return had;
  }

  private long cpuTime() {
    return threads.getThreadCpuTime(threadId);
  }
}
