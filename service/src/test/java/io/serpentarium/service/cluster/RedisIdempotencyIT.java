package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.edge.idempotency.IdempotencyStore;
import io.serpentarium.service.edge.idempotency.IdempotencyStoreContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisIdempotencyIT extends RedisFixture implements IdempotencyStoreContract {

  private RedisIdempotency store;

  @BeforeEach
  void start() {
    store = new RedisIdempotency(link());
  }

  @Override
  public IdempotencyStore store() {
    return store;
  }

  @Test
  void keepsNoAnswerWhoseClaimIsLost() {
    claim("print(1)");
    link().call(connection -> connection.async().del(Keys.answer(KEY)));
    store.complete(KEY, ANSWER).block();
    assertThat(claim("print(2)")).isInstanceOf(IdempotencyStore.Claim.First.class);
    assertThat(claim("print(2)")).isInstanceOf(IdempotencyStore.Claim.UnderWay.class);
  }

  @Test
  void forgetsEveryRecordSomeDay() {
    claim("print(1)");
    store.complete(KEY, ANSWER).block();
    long left = link().call(connection -> connection.async().pttl(Keys.answer(KEY)));
    assertThat(left).isPositive();
  }

  private IdempotencyStore.Claim claim(String fingerprint) {
    return store.claim(KEY, fingerprint).blockOptional().orElseThrow();
  }
}
