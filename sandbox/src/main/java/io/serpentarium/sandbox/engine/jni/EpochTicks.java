package io.serpentarium.sandbox.engine.jni;

import java.time.Duration;

/** Time counted in ticks of an engine's epoch. */
record EpochTicks(Duration tick) {

  /** Later than any engine lives, yet far from the overflow of Wasmtime's unchecked sum. */
  static final long NEVER = Long.MAX_VALUE / 2;

  private static final Duration LONGEST = Duration.ofDays(10_000);

  /**
   * Returns the number of ticks after which a time has certainly passed: one of them is under way.
   */
  long after(Duration time) {
    if (time.compareTo(LONGEST) > 0) {
      return NEVER;
    }
    long nanos = Math.max(time.toNanos(), 0);
    return Math.ceilDiv(nanos, tick.toNanos()) + 1;
  }
}
