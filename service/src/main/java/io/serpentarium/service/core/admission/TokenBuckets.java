package io.serpentarium.service.core.admission;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.serpentarium.service.core.admission.Buckets.Bucket;
import java.time.Duration;

/** Maps our buckets to bucket4j's, local or in Redis. */
public final class TokenBuckets {

  private TokenBuckets() {}

  /** Returns a bucket's capacity and its gradual refill. */
  public static Bandwidth limit(Bucket bucket) {
    return Bandwidth.builder()
        .capacity(bucket.capacity())
        .refillGreedy(bucket.capacity(), bucket.window())
        .build();
  }

  /** Returns the state of a bucket after an attempt to take a token. */
  public static Allowance allowance(Bucket bucket, ConsumptionProbe probe) {
    return allowance(
        bucket,
        probe.getRemainingTokens(),
        probe.isConsumed() ? 0 : probe.getNanosToWaitForRefill());
  }

  /** Returns the state of a bucket. */
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
