package io.serpentarium.service.edge.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What each adapter of {@link IdempotencyStore} does. */
public interface IdempotencyStoreContract {

  IdempotencyStore.RecordKey KEY = new IdempotencyStore.RecordKey("alice", "once");
  IdempotencyStore.Answer ANSWER =
      new IdempotencyStore.Answer(
          201, Map.of("Location", "/there"), "{}".getBytes(StandardCharsets.UTF_8));

  IdempotencyStore store();

  @Test
  default void givesTheFirstAnswerToAllWhoAskAgain() {
    assertThat(claim(KEY, "print(1)")).isInstanceOf(IdempotencyStore.Claim.First.class);
    assertThat(claim(KEY, "print(1)")).isInstanceOf(IdempotencyStore.Claim.UnderWay.class);
    store().complete(KEY, ANSWER).block();
    assertThat(claim(KEY, "print(1)"))
        .isInstanceOfSatisfying(
            IdempotencyStore.Claim.Done.class,
            done -> assertThat(done.answer()).usingRecursiveComparison().isEqualTo(ANSWER));
    assertThat(claim(KEY, "print(2)")).isInstanceOf(IdempotencyStore.Claim.Other.class);
  }

  @Test
  default void lendsNoKeyToTwo() {
    AtomicInteger firsts = new AtomicInteger();
    Flux.range(0, 50)
        .flatMap(
            i ->
                store()
                    .claim(KEY, "print(1)")
                    .subscribeOn(Schedulers.boundedElastic())
                    .filter(IdempotencyStore.Claim.First.class::isInstance)
                    .doOnNext(first -> firsts.incrementAndGet()),
            50)
        .then()
        .block();
    assertThat(firsts).hasValue(1);
  }

  @Test
  default void releasesAKeyForWhoeverComesNext() {
    claim(KEY, "print(1)");
    store().release(KEY).block();
    assertThat(claim(KEY, "print(2)")).isInstanceOf(IdempotencyStore.Claim.First.class);
  }

  @Test
  default void keepsTheKeysOfTenantsApart() {
    claim(KEY, "print(1)");
    assertThat(claim(new IdempotencyStore.RecordKey("bob", "once"), "print(2)"))
        .isInstanceOf(IdempotencyStore.Claim.First.class);
    assertThat(claim(new IdempotencyStore.RecordKey("alice", "twice"), "print(2)"))
        .isInstanceOf(IdempotencyStore.Claim.First.class);
  }

  @Test
  default void keepsNoAnswerWhoseKeyNobodyHas() {
    store().complete(KEY, ANSWER).block();
    assertThat(claim(KEY, "print(1)")).isInstanceOf(IdempotencyStore.Claim.First.class);
  }

  private IdempotencyStore.Claim claim(IdempotencyStore.RecordKey key, String fingerprint) {
    return Objects.requireNonNull(store().claim(key, fingerprint).block());
  }
}
