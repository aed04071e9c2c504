package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.wasi.GuestAlarms.Clock;
import io.serpentarium.sandbox.wasi.GuestWait;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Map;

/**
 * The timers of one guest, each of which expires once. All calls under the lock of {@link
 * Interruption}.
 *
 * <p>No thread runs for them: code that visits the guest anyway asks which are due, so that many
 * short timers cost the host no more than one.
 */
final class Alarms {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** The expiry of each timer that is set, in nanoseconds of its clock. */
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

  /** Returns the expiry of the real-time timer, by {@link System#nanoTime}; otherwise never. */
  long nextNanos() {
    return due.getOrDefault(Clock.REAL, GuestWait.FOREVER);
  }

  /** Returns whether a timer has expired, and unsets it. From any thread. */
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
