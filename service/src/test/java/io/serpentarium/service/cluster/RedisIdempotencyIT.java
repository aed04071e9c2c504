package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.edge.idempotency.Answer;
import io.serpentarium.service.edge.idempotency.Claim;
import io.serpentarium.service.edge.idempotency.RecordKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisIdempotencyIT extends RedisFixture {

  private static final RecordKey KEY = new RecordKey("alice", "once");
  private static final Answer ANSWER =
      new Answer(201, Map.of("Location", "/there"), "{}".getBytes(StandardCharsets.UTF_8));

  private RedisIdempotency store;

  @BeforeEach
  void start() {
    store = new RedisIdempotency(link());
  }

  @Test
  void givesTheFirstAnswerToWhoeverAsksAgain() {
    assertThat(claim("print(1)")).isInstanceOf(Claim.First.class);
    assertThat(claim("print(1)")).isInstanceOf(Claim.UnderWay.class);
    store.complete(KEY, ANSWER).block();
    assertThat(claim("print(1)"))
        .isInstanceOfSatisfying(
            Claim.Done.class,
            done -> assertThat(done.answer()).usingRecursiveComparison().isEqualTo(ANSWER));
    assertThat(claim("print(2)")).isInstanceOf(Claim.Other.class);
  }

  @Test
  void letsAKeyBeUsedAgainThatIsReleased() {
    claim("print(1)");
    store.release(KEY).block();
    assertThat(claim("print(2)")).isInstanceOf(Claim.First.class);
  }

  @Test
  void keepsNoAnswerWhoseClaimIsLost() {
    claim("print(1)");
    link().call(connection -> connection.async().del(Keys.answer(KEY)));
    store.complete(KEY, ANSWER).block();
    assertThat(claim("print(2)")).isInstanceOf(Claim.First.class);
    assertThat(claim("print(2)")).isInstanceOf(Claim.UnderWay.class);
  }

  @Test
  void forgetsEveryRecordSomeDay() {
    claim("print(1)");
    store.complete(KEY, ANSWER).block();
    long left = link().call(connection -> connection.async().pttl(Keys.answer(KEY)));
    assertThat(left).isPositive();
  }

  private Claim claim(String fingerprint) {
    return store.claim(KEY, fingerprint).blockOptional().orElseThrow();
  }
}
