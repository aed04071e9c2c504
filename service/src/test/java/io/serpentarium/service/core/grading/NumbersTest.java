package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  private static final Tolerance TENTH = new Tolerance(0.1, 0);

  @ParameterizedTest
  @CsvSource({
    "1,     1.09,  true",
    "1,     1.11,  false",
    "-1,    -0.95, true",
    "1.,    1,     true",
    ".5,    +0.55, true",
    "1e1,   10.05, true",
    "1E-1,  0.15,  true",
    "1e+1,  10,    true",
    "5,     5e0,   true",
    "1,     -1,    false"
  })
  void areCloseWithinTheTolerance(String expected, String actual, boolean close) {
    assertThat(Numbers.areClose(expected, actual, TENTH)).isEqualTo(close);
  }

  /** What Java reads as a number and no program prints as one. */
  @ParameterizedTest
  @ValueSource(strings = {"1f", "1d", "0x1p0", "NaN", "Infinity", "١", "1e", "e1", ".", "+", "1_0"})
  void areNotWhatMerelyLooksLikeOne(String word) {
    assertThat(Numbers.areClose("1", word, new Tolerance(100, 100))).isFalse();
    assertThat(Numbers.areClose(word, "1", new Tolerance(100, 100))).isFalse();
    assertThat(Numbers.areClose(word, word, TENTH)).as("the same word").isTrue();
  }

  @Test
  void takesNoLongerForALongWord() {
    String digits = "1".repeat(1 << 20);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertThat(Numbers.areClose(digits + "x", digits, TENTH)).isFalse();
          assertThat(Numbers.areClose(digits, "1", TENTH)).isFalse();
        });
  }
}
