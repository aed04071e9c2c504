package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.testing.MutableClock;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LocalResultsTest implements ResultStoreContract {

  private static final int HEAP = 1 << 20;

  private final Ledger ledger = Ledger.of(new Sharing(true), HEAP, 0);
  private final MutableClock clock = new MutableClock(Clock.systemUTC());
  private final LocalResults store =
      new LocalResults(
          ledger, clock, new Loops(new SimpleMeterRegistry(), System::nanoTime), MOST, BYTES);

  @Override
  public ResultStore store() {
    return store;
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void hasTheTenantPayUntilItIsForgotten() {
    store.put(ALICE, "token", new byte[100]).block();
    assertThat(ledger.held(Space.HEAP)).isGreaterThan(100);
    clock.advance(ResultStore.KEPT.minus(Duration.ofSeconds(1)));
    assertThat(store.find(ALICE, "token").block()).hasSize(100);
    clock.advance(Duration.ofSeconds(1));
    assertThat(store.find(ALICE, "token").block()).isNull();
    store.remove(ALICE, "token").block();
    assertThat(ledger.held(Space.HEAP)).isZero();
  }
}
