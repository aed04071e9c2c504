package io.serpentarium.service.core.admission;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.TimeMeter;
import reactor.core.publisher.Mono;

/** Buckets of this process. */
public final class LocalBuckets implements Buckets {

  /**
   * The most cached buckets, far more than there are tenants: reached only by many changes of
   * quotas.
   */
  private static final int MOST = 100_000;

  private final TimeMeter time;
  private final LoadingCache<Bucket, io.github.bucket4j.Bucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST).build(this::fill);

  public LocalBuckets(TimeMeter time) {
    this.time = time;
  }

  @Override
  public Mono<Allowance> take(Bucket bucket) {
    return Mono.fromSupplier(
        () -> TokenBuckets.allowance(bucket, of(bucket).tryConsumeAndReturnRemaining(1)));
  }

  @Override
  public Mono<Allowance> look(Bucket bucket) {
    return Mono.fromSupplier(
        () -> TokenBuckets.allowance(bucket, of(bucket).estimateAbilityToConsume(1)));
  }

  @Override
  public void charge(Bucket bucket, long tokens) {
    if (tokens > 0) {
      of(bucket).consumeIgnoringRateLimits(tokens);
    }
  }

  private io.github.bucket4j.Bucket of(Bucket bucket) {
    return buckets.get(bucket);
  }

  private io.github.bucket4j.Bucket fill(Bucket bucket) {
    return io.github.bucket4j.Bucket.builder()
        .addLimit(TokenBuckets.limit(bucket))
        .withCustomTimePrecision(time)
        .build();
  }
}
