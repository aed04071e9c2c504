package io.serpentarium.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LimitsTest {

  @ParameterizedTest
  @EnumSource
  void eachIsFoundByItsNameWhoseEndingIsItsUnit(Limit limit) {
    assertThat(Limit.named(limit.wireName())).contains(limit);
    assertThat(limit.wireName()).endsWith(limit.isTime() ? "_ms" : "_bytes");
    assertThat(Limit.named(limit.wireName() + "x")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void eachHasARange(Limit limit) {
    assertThat(Limits.DEFAULT.with(limit, limit.least()).get(limit)).isEqualTo(limit.least());
    assertThat(Limits.DEFAULT.with(limit, limit.most()).get(limit)).isEqualTo(limit.most());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.DEFAULT.with(limit, limit.least() - 1))
        .withMessageContaining(limit.wireName());
    if (limit.most() < Long.MAX_VALUE) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Limits.DEFAULT.with(limit, limit.most() + 1));
    }
  }

  @Test
  void hasAValueForEveryLimit() {
    assertThat(Limits.DEFAULT.values()).containsOnlyKeys(Limit.values());
    assertThat(new Limits(Map.of(Limit.MEMORY, 5L)))
        .isEqualTo(Limits.DEFAULT.with(Limit.MEMORY, 5));
    assertThat(Limits.DEFAULT)
        .isEqualTo(
            new Limits(
                Duration.ofSeconds(30), Duration.ofSeconds(10), 128 << 20, 1 << 20, 64 << 20));
  }

  @Test
  void takesTheLowerOfEach() {
    Limits one = Limits.DEFAULT.with(Map.of(Limit.MEMORY, 5L, Limit.DISK, 9L));
    Limits other = Limits.DEFAULT.with(Map.of(Limit.MEMORY, 6L, Limit.DISK, 8L));
    assertThat(one.least(other))
        .isEqualTo(Limits.DEFAULT.with(Map.of(Limit.MEMORY, 5L, Limit.DISK, 8L)));
  }

  @Test
  void tellsWhatIsAboveIt() {
    Limits limits = Limits.DEFAULT.with(Limit.OUTPUT, 10);
    assertThat(limits.exceededBy(Map.of(Limit.OUTPUT, 11L, Limit.DISK, 0L)))
        .containsExactly(Map.entry(Limit.OUTPUT, 10L));
    assertThat(limits.exceededBy(Map.of(Limit.OUTPUT, 10L))).isEmpty();
  }
}
