package io.serpentarium.service.edge.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.MutableClock;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LocalIdempotencyTest implements IdempotencyStoreContract {

  private static final int MOST = 60;
  private static final long BYTES = 100;

  private final MutableClock clock = new MutableClock(Clock.systemUTC());
  private final LocalIdempotency store = new LocalIdempotency(clock, MOST, BYTES);

  @Override
  public IdempotencyStore store() {
    return store;
  }

  @Test
  void forgetsAnAnswerAfterADay() {
    answer("one", 1);
    clock.advance(LocalIdempotency.KEPT.minusSeconds(1));
    assertThat(claim("one")).isInstanceOf(IdempotencyStore.Claim.Done.class);
    clock.advance(LocalIdempotency.KEPT);
    assertThat(claim("one")).isInstanceOf(IdempotencyStore.Claim.First.class);
  }

  @Test
  void forgetsATenantsOldestWhereItHasTooMany() {
    for (int i = 0; i < MOST; i++) {
      answer("key " + i, 0);
    }
    assertThat(claim("key 0")).isInstanceOf(IdempotencyStore.Claim.Done.class);
    answer("one more", 0);
    answer("another", 0);
    assertThat(claim("key 0")).isInstanceOf(IdempotencyStore.Claim.First.class);
    assertThat(claim("another")).isInstanceOf(IdempotencyStore.Claim.Done.class);
  }

  @Test
  void forgetsATenantsOldestWhereItHasTooManyBytes() {
    answer("one", 60);
    answer("two", 40);
    assertThat(claim("one")).isInstanceOf(IdempotencyStore.Claim.Done.class);
    answer("three", 1);
    assertThat(claim("two")).isInstanceOf(IdempotencyStore.Claim.Done.class);
    assertThat(claim("one")).isInstanceOf(IdempotencyStore.Claim.First.class);
  }

  private void answer(String key, int bytes) {
    assertThat(claim(key)).isInstanceOf(IdempotencyStore.Claim.First.class);
    IdempotencyStore.Answer answer = new IdempotencyStore.Answer(200, Map.of(), new byte[bytes]);
    store.complete(new IdempotencyStore.RecordKey("alice", key), answer, PLENTY).block();
  }

  private IdempotencyStore.Claim claim(String key) {
    return store
        .claim(new IdempotencyStore.RecordKey("alice", key), "same")
        .blockOptional()
        .orElseThrow();
  }
}
