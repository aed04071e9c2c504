package io.serpentarium.sandbox.stress;

import java.util.concurrent.atomic.AtomicLongArray;

/** How long kills took, in steps of 10 µs up to a second. */
final class Latencies {

  private static final int STEP_NANOS = 10_000;

  private final AtomicLongArray counts = new AtomicLongArray(100_000);

  void add(long nanos) {
    long step = Math.clamp(nanos / STEP_NANOS, 0, counts.length() - 1L);
    counts.incrementAndGet((int) step);
  }

  long count() {
    long count = 0;
    for (int i = 0; i < counts.length(); i++) {
      count += counts.get(i);
    }
    return count;
  }

  /** In milliseconds, such that this part of all are not above it. */
  double quantile(double part) {
    long left = (long) Math.ceil(part * count());
    int step = 0;
    while (step < counts.length() - 1 && (left -= counts.get(step)) > 0) {
      step++;
    }
    return (step + 1) * STEP_NANOS / 1e6;
  }

  @Override
  public String toString() {
    return "%d kills, p50 %.2f ms, p99 %.2f ms, max %.2f ms"
        .formatted(count(), quantile(0.5), quantile(0.99), quantile(1));
  }
}
