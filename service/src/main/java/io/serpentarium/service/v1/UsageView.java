package io.serpentarium.service.v1;

import io.serpentarium.sandbox.Usage;
import java.time.Duration;

/** What an execution used, as the contract shows it; times in milliseconds to the microsecond. */
record UsageView(double wallMs, double cpuMs, long peakMemoryBytes, long outputBytes) {

  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MICROS_PER_MILLI = 1e3;

  static UsageView of(Usage usage) {
    return new UsageView(
        millis(usage.wallTime()),
        millis(usage.cpuTime()),
        usage.peakMemoryBytes(),
        usage.outputBytes());
  }

  private static double millis(Duration duration) {
    return Math.round(duration.toNanos() / NANOS_PER_MICRO) / MICROS_PER_MILLI;
  }
}
