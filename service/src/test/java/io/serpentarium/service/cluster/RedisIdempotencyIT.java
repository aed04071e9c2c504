package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.edge.idempotency.IdempotencyStore;
import io.serpentarium.service.edge.idempotency.IdempotencyStoreContract;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisIdempotencyIT extends RedisFixture implements IdempotencyStoreContract {

  private static final int MOST = 60;

  private RedisIdempotency store;

  @BeforeEach
  void start() {
    store = new RedisIdempotency(link(), RedisSealTest.seal(), MOST, PLENTY);
  }

  @Override
  public IdempotencyStore store() {
    return store;
  }

  @Test
  void keepsNoAnswerWhoseClaimIsLost() {
    claim("print(1)");
    link().call(connection -> connection.async().del(Keys.answer(KEY)));
    store.complete(KEY, ANSWER, PLENTY).block();
    assertThat(claim("print(2)")).isInstanceOf(IdempotencyStore.Claim.First.class);
    assertThat(claim("print(2)")).isInstanceOf(IdempotencyStore.Claim.UnderWay.class);
  }

  @Test
  void forgetsEveryRecordSomeDay() {
    claim("print(1)");
    store.complete(KEY, ANSWER, PLENTY).block();
    for (String key :
        List.of(Keys.answer(KEY), Keys.answered("alice"), Keys.answerSizes("alice"))) {
      long left = link().call(connection -> connection.async().pttl(key));
      assertThat(left).as(key).isPositive();
    }
  }

  @Test
  void forgetsATenantsOldestWhereItHasTooMany() {
    claim("print(1)");
    store.complete(KEY, ANSWER, PLENTY).block();
    for (int i = 0; i < MOST; i++) {
      var _ = store.claim(new IdempotencyStore.RecordKey("alice", "key " + i), "same").block();
    }
    assertThat(store.bytes("alice")).isZero();
    assertThat(claim("print(1)")).isInstanceOf(IdempotencyStore.Claim.First.class);
  }

  @Test
  void countsNothingOfARequestThatDidNothing() {
    claim("print(1)");
    store.release(KEY).block();
    long left = link().call(connection -> connection.async().zcard(Keys.answered("alice")));
    assertThat(left).isZero();
  }

  @Test
  void givesNoAnswerThatNoPodHasKept() {
    claim("print(1)");
    link()
        .call(
            connection ->
                connection.async().hset(Keys.answer(KEY), "answer", new byte[] {'{', '}'}));
    assertThat(claim("print(1)")).isInstanceOf(IdempotencyStore.Claim.UnderWay.class);
  }

  private IdempotencyStore.Claim claim(String fingerprint) {
    return store.claim(KEY, fingerprint).blockOptional().orElseThrow();
  }
}
