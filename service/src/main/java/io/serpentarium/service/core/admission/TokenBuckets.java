package io.serpentarium.service.core.admission;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.serpentarium.service.core.admission.Buckets.Bucket;
import java.time.Duration;

/** How buckets are those of bucket4j, wherever that keeps them. */
public final class TokenBuckets {

  private TokenBuckets() {}

  /** What a bucket holds, and how it fills up: little by little. */
  public static Bandwidth limit(Bucket bucket) {
    return Bandwidth.builder()
        .capacity(bucket.capacity())
        .refillGreedy(bucket.capacity(), bucket.window())
        .build();
  }

  /** How a bucket stands after an attempt to take something. */
  public static Allowance allowance(Bucket bucket, ConsumptionProbe probe) {
    return allowance(
        bucket,
        probe.getRemainingTokens(),
        probe.isConsumed() ? 0 : probe.getNanosToWaitForRefill());
  }

  /** How a bucket stands. */
  public static Allowance allowance(Bucket bucket, EstimationProbe probe) {
    return allowance(
        bucket,
        probe.getRemainingTokens(),
        probe.canBeConsumed() ? 0 : probe.getNanosToWaitForRefill());
  }

  private static Allowance allowance(Bucket bucket, long left, long wait) {
    return new Allowance(
        bucket.quota(),
        bucket.capacity(),
        bucket.window(),
        Math.max(0, left),
        Duration.ofNanos(wait));
  }
}
