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

  RecordKey KEY = new RecordKey("alice", "once");
  Answer ANSWER =
      new Answer(201, Map.of("Location", "/there"), "{}".getBytes(StandardCharsets.UTF_8));

  IdempotencyStore store();

  @Test
  default void givesTheFirstAnswerToAllWhoAskAgain() {
    assertThat(claim(KEY, "print(1)")).isInstanceOf(Claim.First.class);
    assertThat(claim(KEY, "print(1)")).isInstanceOf(Claim.UnderWay.class);
    store().complete(KEY, ANSWER).block();
    assertThat(claim(KEY, "print(1)"))
        .isInstanceOfSatisfying(
            Claim.Done.class,
            done -> assertThat(done.answer()).usingRecursiveComparison().isEqualTo(ANSWER));
    assertThat(claim(KEY, "print(2)")).isInstanceOf(Claim.Other.class);
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
                    .filter(Claim.First.class::isInstance)
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
    assertThat(claim(KEY, "print(2)")).isInstanceOf(Claim.First.class);
  }

  @Test
  default void keepsTheKeysOfTenantsApart() {
    claim(KEY, "print(1)");
    assertThat(claim(new RecordKey("bob", "once"), "print(2)")).isInstanceOf(Claim.First.class);
    assertThat(claim(new RecordKey("alice", "twice"), "print(2)")).isInstanceOf(Claim.First.class);
  }

  @Test
  default void keepsNoAnswerWhoseKeyNobodyHas() {
    store().complete(KEY, ANSWER).block();
    assertThat(claim(KEY, "print(1)")).isInstanceOf(Claim.First.class);
  }

  private Claim claim(RecordKey key, String fingerprint) {
    return Objects.requireNonNull(store().claim(key, fingerprint).block());
  }
}
