package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.execution.ResultStore;
import io.serpentarium.service.core.execution.ResultStoreContract;
import io.serpentarium.service.core.session.DirectoryAwayException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisResultsIT extends RedisFixture implements ResultStoreContract {

  private static final byte[] RESULT = "a result".getBytes(StandardCharsets.UTF_8);

  private RedisResults store;

  @BeforeEach
  void start() {
    store = new RedisResults(link(), RedisSealTest.seal(), MOST, BYTES);
  }

  @Override
  public ResultStore store() {
    return store;
  }

  @Test
  void countsWhatATenantHas() {
    store.put(ALICE, "one", RESULT).block();
    long one = store.bytes("alice");
    assertThat(one).isGreaterThan(RESULT.length);
    store.put(ALICE, "two", RESULT).block();
    store.replace(ALICE, "two", RESULT).block();
    assertThat(store.bytes("alice")).isEqualTo(2 * one);
    assertThat(store.bytes("bob")).isZero();
    store.remove(ALICE, "one").block();
    assertThat(store.bytes("alice")).isEqualTo(one);
    store.remove(ALICE, "two").block();
    assertThat(store.bytes("alice")).isZero();
  }

  @Test
  void forgetsEverythingSomeDay() {
    store.put(ALICE, "one", RESULT).block();
    for (String key :
        List.of(
            Keys.result("alice", "one"), Keys.resultTokens("alice"), Keys.resultSizes("alice"))) {
      long left = link().call(connection -> connection.async().pttl(key));
      assertThat(left).as(key).isBetween(1L, ResultStore.KEPT.toMillis());
    }
  }

  @Test
  void keepsNothingThatRedisCanRead() {
    store.put(ALICE, "one", RESULT).block();
    byte[] kept = link().call(connection -> connection.async().get(Keys.result("alice", "one")));
    assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("a result");
  }

  @Test
  void givesNothingThatNoPodHasKeptThere() {
    store.put(ALICE, "one", RESULT).block();
    byte[] hers = link().call(connection -> connection.async().get(Keys.result("alice", "one")));
    link().call(connection -> connection.async().set(Keys.result("bob", "one"), hers));
    link().call(connection -> connection.async().set(Keys.result("alice", "two"), RESULT));
    assertThat(store.find(BOB, "one").block()).isNull();
    assertThat(store.find(ALICE, "two").block()).isNull();
  }

  @Test
  void failsWhileRedisIsAway() {
    loseRedis();
    assertThatThrownBy(() -> store.put(ALICE, "one", RESULT).block())
        .isInstanceOf(DirectoryAwayException.class);
    assertThatThrownBy(() -> store.find(ALICE, "one").block())
        .isInstanceOf(DirectoryAwayException.class);
  }
}
