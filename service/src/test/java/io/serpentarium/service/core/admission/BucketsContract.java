package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.admission.Buckets.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What each adapter of {@link Buckets} does. */
public interface BucketsContract {

  Bucket BUCKET = new Bucket("alice", Quota.REQUESTS, 10, Duration.ofDays(1));

  Buckets buckets();

  @Test
  default void tellsHowABucketStands() {
    Allowance full = get(buckets().look(BUCKET));
    assertThat(full.quota()).isEqualTo(Quota.REQUESTS);
    assertThat(full.limit()).isEqualTo(10);
    assertThat(full.window()).isEqualTo(Duration.ofDays(1));
    assertThat(full.left()).isEqualTo(10);
    assertThat(full.retryAfter()).isZero();
    assertThat(get(buckets().take(BUCKET)).left()).isEqualTo(9);
    assertThat(get(buckets().look(BUCKET)).left()).isEqualTo(9);
  }

  @Test
  default void givesNoTokenTwiceToManyAtATime() {
    List<Allowance> answers =
        get(
            Flux.range(0, 100)
                .flatMap(i -> buckets().take(BUCKET).subscribeOn(Schedulers.boundedElastic()), 32)
                .collectList());
    assertThat(answers).filteredOn(answer -> answer.retryAfter().isZero()).hasSize(10);
    assertThat(get(buckets().look(BUCKET)).retryAfter()).isPositive();
  }

  @Test
  default void chargesBeyondWhatIsThere() {
    buckets().charge(BUCKET, 15);
    Awaitility.await()
        .until(() -> get(buckets().look(BUCKET)).retryAfter().compareTo(Duration.ofHours(12)) > 0);
  }

  @Test
  default void keepsBucketsApart() {
    buckets().charge(BUCKET, 10);
    Bucket other = new Bucket("bob", Quota.REQUESTS, 10, Duration.ofDays(1));
    Bucket more = new Bucket("alice", Quota.CPU, 10, Duration.ofDays(1));
    assertThat(get(buckets().look(other)).left()).isEqualTo(10);
    assertThat(get(buckets().look(more)).left()).isEqualTo(10);
  }

  private static <T> T get(Mono<T> answer) {
    return Objects.requireNonNull(answer.block());
  }
}
