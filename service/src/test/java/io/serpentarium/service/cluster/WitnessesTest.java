package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class WitnessesTest {

  private static final long LEASE = 1_000;
  private static final Map<String, URI> TWO = Map.of("two", URI.create("http://127.0.0.1:2"));

  private final AtomicLong nanos = new AtomicLong(-5);
  private Predicate<Map<String, URI>> allMissRedis = Map::isEmpty;
  private final Witnesses witnesses =
      new Witnesses(LEASE, nanos::get, pods -> allMissRedis.test(pods));

  @Test
  void sayNothingBeforeTheyAreAsked() {
    witnesses.know(Map.of());
    assertThat(witnesses.agree(nanos.get())).isFalse();
  }

  @Test
  void agreeForLessThanALease() {
    witnesses.know(Map.of());
    witnesses.ask();
    assertThat(witnesses.agree(nanos.get() + LEASE * 9 / 10 - 1)).isTrue();
    assertThat(witnesses.agree(nanos.get() + LEASE * 9 / 10)).isFalse();
  }

  @Test
  void areAskedAsRedisLastToldOfThem() {
    allMissRedis = TWO::equals;
    witnesses.know(Map.of());
    witnesses.ask();
    assertThat(witnesses.agree(nanos.get())).isFalse();
    witnesses.know(TWO);
    witnesses.ask();
    assertThat(witnesses.agree(nanos.get())).isTrue();
  }

  @Test
  void takeTheirWordBackWhenOneOfThemSeesRedis() {
    witnesses.know(Map.of());
    witnesses.ask();
    allMissRedis = pods -> false;
    witnesses.ask();
    assertThat(witnesses.agree(nanos.get())).isFalse();
  }

  @Test
  void sayNothingOnceTheyAreForgotten() {
    witnesses.know(TWO);
    allMissRedis = TWO::equals;
    witnesses.ask();
    witnesses.forget();
    assertThat(witnesses.agree(nanos.get())).isFalse();
    witnesses.ask();
    witnesses.know(TWO);
    assertThat(witnesses.agree(nanos.get())).as("asked while nobody was known").isFalse();
  }
}
