package io.serpentarium.service.cluster;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.Buckets;
import io.serpentarium.service.core.admission.TokenBuckets;
import io.serpentarium.service.core.session.DirectoryAwayException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Buckets shared by all pods, in Redis. While Redis is away each pod counts for itself, and tokens
 * taken then are not taken from the shared buckets.
 *
 * <p>Concurrent requests for one bucket go to Redis as one.
 */
final class RedisBuckets implements Buckets {

  /**
   * The most cached buckets, far more than there are tenants: reached only by many changes of
   * quotas.
   */
  private static final int MOST = 100_000;

  /** The time for which a full bucket is remembered. */
  private static final Duration FULL = Duration.ofMinutes(1);

  private final RedisLink redis;
  private final Buckets alone;
  private final AsyncProxyManager<String> manager;
  private final LoadingCache<Bucket, AsyncBucketProxy> buckets =
      Caffeine.newBuilder().maximumSize(MOST).build(this::build);

  /**
   * @param alone counts while Redis is away
   */
  RedisBuckets(RedisLink redis, Buckets alone) {
    this.redis = redis;
    this.alone = alone;
    manager =
        new LettuceBasedProxyManagerBuilder<>(new BucketCommands<String>(redis))
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(FULL))
            .build()
            .asAsync();
  }

  @Override
  public Mono<Allowance> take(Bucket bucket) {
    return call(bucket, shared -> shared.tryConsumeAndReturnRemaining(1))
        .map(probe -> TokenBuckets.allowance(bucket, probe))
        .onErrorResume(DirectoryAwayException.class, away -> alone.take(bucket));
  }

  @Override
  public Mono<Allowance> look(Bucket bucket) {
    return call(bucket, shared -> shared.estimateAbilityToConsume(1))
        .map(probe -> TokenBuckets.allowance(bucket, probe))
        .onErrorResume(DirectoryAwayException.class, away -> alone.look(bucket));
  }

  @Override
  public void charge(Bucket bucket, long tokens) {
    if (tokens > 0) {
      var _ =
          redis
              .send(connection -> of(bucket).consumeIgnoringRateLimits(tokens))
              .exceptionally(
                  away -> {
                    alone.charge(bucket, tokens);
                    return tokens;
                  });
    }
  }

  private <T> Mono<T> call(Bucket bucket, Function<AsyncBucketProxy, CompletionStage<T>> use) {
    return redis.later(connection -> use.apply(of(bucket)));
  }

  private AsyncBucketProxy of(Bucket bucket) {
    return buckets.get(bucket);
  }

  private AsyncBucketProxy build(Bucket bucket) {
    return manager
        .builder()
        .withOptimization(Optimizations.batching())
        .build(Keys.bucket(bucket), () -> CompletableFuture.completedFuture(configuration(bucket)));
  }

  private static BucketConfiguration configuration(Bucket bucket) {
    return BucketConfiguration.builder().addLimit(TokenBuckets.limit(bucket)).build();
  }
}
