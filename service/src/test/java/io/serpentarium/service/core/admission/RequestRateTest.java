package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class RequestRateTest {

  private static final Tenant ALICE = tenant("alice", 2);

  private final AtomicLong now = new AtomicLong();
  private final RequestRate rate = new RequestRate(new LocalBuckets(clock()));

  @Test
  void passesABurstAndRefusesWhatIsMore() {
    takes(ALICE, 1);
    takes(ALICE, 0);
    refuses(ALICE, Duration.ofMillis(500));
    refuses(ALICE, Duration.ofMillis(500));
  }

  @Test
  void passesAgainAsTheWindowFills() {
    takes(ALICE, 1);
    takes(ALICE, 0);
    pass(Duration.ofMillis(499));
    refuses(ALICE, Duration.ofMillis(1));
    pass(Duration.ofMillis(1));
    takes(ALICE, 0);
    pass(Duration.ofDays(1));
    takes(ALICE, 1);
  }

  @Test
  void countsEachTenantByItself() {
    takes(ALICE, 1);
    takes(ALICE, 0);
    takes(tenant("bob", 1), 0);
    refuses(ALICE, Duration.ofMillis(500));
  }

  @Test
  void beginsAgainOnceTheQuotaChanges() {
    takes(ALICE, 1);
    takes(tenant("alice", 5), 4);
  }

  @Test
  void countsNothingWhereThereIsNoQuota() {
    Tenant free = tenant("carol", TenantQuotas.UNLIMITED);
    StepVerifier.create(rate.take(free).repeat(100)).verifyComplete();
  }

  @Test
  void takesNothingUntilItIsSubscribedTo() {
    var _ = rate.take(ALICE);
    takes(ALICE, 1);
  }

  private void takes(Tenant tenant, long left) {
    StepVerifier.create(rate.take(tenant))
        .assertNext(
            allowance ->
                assertThat(allowance)
                    .isEqualTo(
                        new Allowance(
                            Quota.REQUESTS,
                            tenant.quotas().requestsPerSecond(),
                            Duration.ofSeconds(1),
                            left,
                            Duration.ZERO)))
        .verifyComplete();
  }

  private void refuses(Tenant tenant, Duration retryAfter) {
    StepVerifier.create(rate.take(tenant))
        .verifyErrorSatisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOfSatisfying(
                        QuotaExceededException.class,
                        exceeded -> {
                          assertThat(exceeded.code()).isEqualTo(FailureCode.RATE_LIMITED);
                          assertThat(exceeded.retryAfter()).contains(retryAfter);
                          assertThat(exceeded.allowance().left()).isZero();
                        }));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private TimeMeter clock() {
    return new TimeMeter() {

      @Override
      public long currentTimeNanos() {
        return now.get();
      }

      @Override
      public boolean isWallClockBased() {
        return false;
      }
    };
  }

  private static Tenant tenant(String id, long requests) {
    long unlimited = TenantQuotas.UNLIMITED;
    TenantQuotas quotas =
        new TenantQuotas(unlimited, unlimited, unlimited, requests, unlimited, unlimited);
    return new Tenant(id, 1, false, Optional.empty(), quotas);
  }
}
