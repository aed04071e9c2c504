package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.serpentarium.service.core.admission.Buckets.Bucket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Bucket BUCKET = new Bucket("alice", Quota.CPU, 60, MINUTE);

  @Test
  void fillUpLittleByLittleWithinTheWindow() {
    Bandwidth limit = TokenBuckets.limit(BUCKET);
    assertThat(limit.getCapacity()).isEqualTo(60);
    assertThat(limit.getRefillTokens()).isEqualTo(60);
    assertThat(limit.getRefillPeriodNanos()).isEqualTo(MINUTE.toNanos());
    assertThat(limit.isIntervallyAligned()).isFalse();
    assertThat(limit.isRefillIntervally()).isFalse();
    assertThat(limit.getInitialTokens()).as("full at first").isEqualTo(60);
  }

  @Test
  void tellWhatIsLeftAndNoWaitWhereSomeIsTaken() {
    assertThat(TokenBuckets.allowance(BUCKET, ConsumptionProbe.consumed(7, 99)))
        .isEqualTo(new Allowance(Quota.CPU, 60, MINUTE, 7, Duration.ZERO));
    assertThat(TokenBuckets.allowance(BUCKET, EstimationProbe.canBeConsumed(7)))
        .isEqualTo(new Allowance(Quota.CPU, 60, MINUTE, 7, Duration.ZERO));
  }

  @Test
  void tellTheWaitWhereNoneIsThere() {
    Duration wait = Duration.ofMillis(5);
    assertThat(TokenBuckets.allowance(BUCKET, ConsumptionProbe.rejected(0, wait.toNanos(), 99)))
        .isEqualTo(new Allowance(Quota.CPU, 60, MINUTE, 0, wait));
    assertThat(TokenBuckets.allowance(BUCKET, EstimationProbe.canNotBeConsumed(0, wait.toNanos())))
        .isEqualTo(new Allowance(Quota.CPU, 60, MINUTE, 0, wait));
  }

  @Test
  void haveNothingLeftWhereMoreWasChargedThanWasThere() {
    assertThat(TokenBuckets.allowance(BUCKET, EstimationProbe.canNotBeConsumed(-5, 9)).left())
        .isZero();
    assertThat(TokenBuckets.allowance(BUCKET, ConsumptionProbe.rejected(-5, 9, 9)).left()).isZero();
  }
}
