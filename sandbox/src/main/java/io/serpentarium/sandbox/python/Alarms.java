package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.wasi.GuestAlarms.Clock;
import io.serpentarium.sandbox.wasi.GuestWait;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The timers of one guest, each of which is over once. All calls under the lock of {@link
 * Interruption}.
 *
 * <p>Nothing runs for them: whoever looks at the guest anyway asks what is due, so that many short
 * ones cost the host no more than one.
 */
final class Alarms {

  private static final long UNSET = GuestWait.FOREVER;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final long[] due = {UNSET, UNSET, UNSET};
  private long threadId;
  private boolean rang;

  /** Sets one, on the guest's thread; a delay of zero takes it back. */
  void set(Clock clock, long delayNanos) {
    threadId = Thread.currentThread().threadId();
    long now = clock == Clock.REAL ? System.nanoTime() : cpuTime();
    long end = now + delayNanos;
    due[clock.ordinal()] = delayNanos == 0 || end < now ? UNSET : end;
  }

  /** When the next one of real time is over, by {@link System#nanoTime}; else never. */
  long nextNanos() {
    return due[Clock.REAL.ordinal()];
  }

  /** Whether one is over, which counts as unset from now on. From any thread. */
  boolean takeDue() {
    boolean found = takeDue(Clock.REAL, System.nanoTime());
    if (due[Clock.VIRTUAL.ordinal()] != UNSET || due[Clock.PROFILE.ordinal()] != UNSET) {
      long now = cpuTime();
      found |= takeDue(Clock.VIRTUAL, now) | takeDue(Clock.PROFILE, now);
    }
    rang |= found;
    return found;
  }

  private boolean takeDue(Clock clock, long now) {
    int index = clock.ordinal();
    if (due[index] == UNSET || due[index] > now) {
      return false;
    }
    due[index] = UNSET;
    return true;
  }

  /**
   * Unsets all.
   *
   * @return whether one was over since the last time
   */
  boolean clear() {
    for (Clock clock : Clock.values()) {
      due[clock.ordinal()] = UNSET;
    }
    boolean had = rang;
    rang = false;
    return had;
  }

  private long cpuTime() {
    return threads.getThreadCpuTime(threadId);
  }
}
