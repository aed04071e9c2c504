package io.serpentarium.service.edge.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
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

  long PLENTY = Long.MAX_VALUE;

  IdempotencyStore store();

  @Test
  default void givesTheFirstAnswerToAllWhoAskAgain() {
    assertThat(claim(KEY, "print(1)")).isInstanceOf(IdempotencyStore.Claim.First.class);
    assertThat(claim(KEY, "print(1)")).isInstanceOf(IdempotencyStore.Claim.UnderWay.class);
    store().complete(KEY, ANSWER, PLENTY).block();
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
    store().complete(KEY, ANSWER, PLENTY).block();
    assertThat(claim(KEY, "print(1)")).isInstanceOf(IdempotencyStore.Claim.First.class);
  }

  @Test
  default void countsTheBytesOfATenantsAnswers() {
    assertThat(store().bytes("alice")).isZero();
    claim(KEY, "print(1)");
    store().complete(KEY, ANSWER, PLENTY).block();
    assertThat(store().bytes("alice")).isPositive();
    assertThat(store().bytes("bob")).isZero();
  }

  @Test
  default void keepsNoAnswerForWhichTheTenantHasNoRoom() {
    claim(KEY, "print(1)");
    store().complete(KEY, ANSWER, 1).block();
    assertThat(claim(KEY, "print(1)")).isInstanceOf(IdempotencyStore.Claim.UnderWay.class);
    assertThat(store().bytes("alice")).isZero();
  }

  @Test
  default void forgetsATenantsOldestAnswersForItsLast() {
    claim(KEY, "print(1)");
    store().complete(KEY, ANSWER, PLENTY).block();
    long one = store().bytes("alice");
    for (String key : List.of("two", "three")) {
      IdempotencyStore.RecordKey other = new IdempotencyStore.RecordKey("alice", key);
      claim(other, "print(1)");
      store().complete(other, ANSWER, 2 * one).block();
    }
    assertThat(store().bytes("alice")).isEqualTo(2 * one);
    assertThat(claim(new IdempotencyStore.RecordKey("alice", "three"), "print(1)"))
        .isInstanceOf(IdempotencyStore.Claim.Done.class);
    assertThat(claim(KEY, "print(1)")).isInstanceOf(IdempotencyStore.Claim.First.class);
  }

  private IdempotencyStore.Claim claim(IdempotencyStore.RecordKey key, String fingerprint) {
    return Objects.requireNonNull(store().claim(key, fingerprint).block());
  }
}
