package io.serpentarium.service.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class GrantTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Tenant before = tenant(1);
  private final AtomicReference<@Nullable Tenant> present = new AtomicReference<>(before);
  private final Grant grant =
      new Grant(before, new Grant.Source.LocalMode(), () -> Optional.ofNullable(present.get()));

  @Test
  void knowsTheTenantAsItIsNowAndWasBeforeItWasTakenBack() {
    present.set(tenant(2));
    assertThat(grant.latest().weight()).isEqualTo(2);
    assertThat(grant.isGood()).isTrue();
    present.set(null);
    assertThat(grant.latest()).isEqualTo(before);
    assertThat(grant.isGood()).isFalse();
  }

  @Test
  void tellsWhenItIsTakenBack() {
    StepVerifier.withVirtualTime(() -> grant.revoked(SECOND))
        .expectSubscription()
        .expectNoEvent(SECOND.multipliedBy(3))
        .then(() -> present.set(null))
        .thenAwait(SECOND)
        .verifyComplete();
  }

  private static Tenant tenant(int weight) {
    return new Tenant("alice", weight, false, Optional.empty(), TenantQuotas.NONE);
  }
}
