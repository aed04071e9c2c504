package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.Buckets.Bucket;
import io.serpentarium.service.core.admission.LocalBuckets;
import io.serpentarium.service.core.admission.OtherNodes;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Two pods that count together, by the Redis between them. */
class SharedQuotasIT {

  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Bucket BUCKET = new Bucket("alice", Quota.REQUESTS, 10, Duration.ofDays(1));

  private RedisServer redis;
  private RedisLink one;
  private RedisLink two;
  private RedisBuckets first;
  private RedisBuckets second;

  @BeforeEach
  void start() throws IOException {
    redis = RedisServer.start();
    one = link("one");
    two = link("two");
    first = new RedisBuckets(one, new LocalBuckets(TimeMeter.SYSTEM_MILLISECONDS));
    second = new RedisBuckets(two, new LocalBuckets(TimeMeter.SYSTEM_MILLISECONDS));
  }

  /** Of a pod whose lease lives. */
  private RedisLink link(String id) {
    RedisLink link = RedisFixture.link(redis.url(), Duration.ofSeconds(1));
    new Lease(
            link,
            new Pod(id, "http://127.0.0.1"),
            LEASE,
            LEASE,
            System::nanoTime,
            () -> {},
            Map::isEmpty)
        .require();
    return link;
  }

  @AfterEach
  void stop() {
    if (redis != null) {
      one.close();
      two.close();
      redis.close();
    }
  }

  @Test
  void takesFromOneBucket() {
    for (int i = 0; i < 5; i++) {
      assertThat(take(first).retryAfter()).isZero();
      assertThat(take(second).retryAfter()).isZero();
    }
    assertThat(take(first).retryAfter()).isPositive();
    assertThat(take(second).retryAfter()).isPositive();
    Allowance seen = Objects.requireNonNull(second.look(BUCKET).block());
    assertThat(seen.left()).isZero();
    assertThat(seen.limit()).isEqualTo(10);
  }

  @Test
  void givesNoTokenTwiceToManyAtOnce() {
    List<Allowance> answers =
        Objects.requireNonNull(
            Flux.range(0, 200)
                .flatMap(i -> (i % 2 == 0 ? first : second).take(BUCKET), 64)
                .collectList()
                .block());
    assertThat(answers).filteredOn(answer -> answer.retryAfter().isZero()).hasSize(10);
  }

  @Test
  void chargesBeyondWhatIsThere() {
    first.charge(BUCKET, 15);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> take(second).retryAfter().compareTo(Duration.ofHours(12)) > 0);
  }

  @Test
  void countsAloneWhileRedisIsAway() {
    for (int i = 0; i < 10; i++) {
      take(first);
    }
    redis.process().pause();
    for (int i = 0; i < 10; i++) {
      assertThat(take(first).retryAfter()).isZero();
    }
    assertThat(take(first).retryAfter()).isPositive();
    redis.process().resume();
    assertThat(take(second).retryAfter()).isPositive();
  }

  @Test
  void tellsWhatOtherPodsHaveTakenWhileTheyLive() {
    OtherNodes here = new RedisOtherNodes(one, new Pod("one", ""));
    OtherNodes there = new RedisOtherNodes(two, new Pod("two", ""));
    assertThat(told(here, 3)).isZero();
    assertThat(told(there, 4)).isEqualTo(3);
    assertThat(told(here, 0)).isEqualTo(4);
    assertThat(told(there, 5)).isZero();
    one.call(connection -> connection.async().del(Keys.POD + "two"));
    assertThat(told(here, 1)).isZero();
  }

  @Test
  void countsNothingOfOthersWhileRedisIsAway() {
    OtherNodes here = new RedisOtherNodes(one, new Pod("one", ""));
    OtherNodes there = new RedisOtherNodes(two, new Pod("two", ""));
    told(there, 4);
    redis.close();
    assertThat(told(here, 1)).isZero();
  }

  private static long told(OtherNodes pod, long taken) {
    return pod.tell(Quota.EXECUTIONS, "alice", taken).toCompletableFuture().join();
  }

  private static Allowance take(RedisBuckets buckets) {
    return Objects.requireNonNull(buckets.take(BUCKET).block());
  }
}
