package io.serpentarium.sandbox.engine.jni;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EpochTicksTest {

  private final EpochTicks ticks = new EpochTicks(Duration.ofMillis(10));

  @ParameterizedTest
  @CsvSource({
    "PT-1S, 1",
    "PT0S, 1",
    "PT0.000000001S, 2",
    "PT0.01S, 2",
    "PT0.010000001S, 3",
    "PT1S, 101",
    "PT240000H, 86400000001",
    "PT2562047788015215H, 4611686018427387903"
  })
  void countsTheTicksThatCoverATime(Duration time, long expected) {
    assertThat(ticks.after(time)).isEqualTo(expected);
  }
}
