package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ComparisonTest {

  @ParameterizedTest
  @EnumSource
  void findsEqualTextsAlike(Comparison comparison) {
    assertThat(comparison.difference("1 a\nß 🐍\n", "1 a\nß 🐍\n")).isEmpty();
    assertThat(comparison.difference("", "")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void findsWordsDifferentAndSaysNothingOfThem(Comparison comparison) {
    assertThat(comparison.difference("secret 1\n", "guess 1\n"))
        .hasValueSatisfying(why -> assertThat(why).doesNotContain("secret").contains("1 is not"));
    assertThat(comparison.difference("1 2", "1")).isPresent();
    assertThat(comparison.difference("1", "1 2")).isPresent();
    assertThat(comparison.difference("", "1")).isPresent();
    assertThat(comparison.difference("1", "")).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          EXACT,  'a\n',     'a',         false
          EXACT,  'a ',      'a',         false
          TRIM,   'a\n',     'a',         true
          TRIM,   'a',       '\n  a\t\n', true
          TRIM,   'a\nb',    'a \r\nb\n', true
          TRIM,   'a b',     'a  b',      false
          TRIM,   'a\n\nb',  'a\nb',      false
          TRIM,   'a\nb',    'a\n b',     false
          TRIM,   '1\n2\n',  '1\r2\n',    false
          TOKENS, 'a b',     'a\rb',      true
          TOKENS, 'a b\nc',  'a\nb\t c ', true
          TOKENS, 'ab',      'a b',       false
          TOKENS, '1.0',     '1.00',      false
          """)
  void heedsWhiteSpaceAsItSays(
      Comparison comparison, String expected, String actual, boolean alike) {
    assertThat(comparison.difference(expected, actual).isEmpty()).isEqualTo(alike);
  }

  @Test
  void takesForWhiteSpaceWhatPythonDoes() {
    assertThat(Comparison.TRIM.difference("a", "\u2007a\u0085")).isEmpty();
    assertThat(Comparison.TRIM.difference("a\nb", "a\u0085b")).isPresent();
    assertThat(Comparison.TOKENS.difference("a b", "a\u0085b")).isEmpty();
    assertThat(Comparison.TOKENS.difference("a b", "a\u200bb")).isPresent();
    assertThat(Comparison.TOKENS.difference("a", "\u00a0a")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1.0,      1,            true
          .5,       0.5,          true
          1e3,      1000.,        true
          -0.0,     0,            true
          0,        0.000001,     true
          0,        0.0000011,    false
          1000000,  1000001,      true
          1000000,  1000001.1,    false
          1e999,    1e999,        true
          1e999,    5,            false
          1e999,    1e998,        true
          5,        1e999,        false
          nan,      nan,          true
          inf,      inf,          true
          inf,      1e999,        false
          1,        1d,           false
          1,        0x1,          false
          1,        +1,           true
          1,        -1,           false
          1,        1_0,          false
          x1,       x1.0,         false
          """)
  void comparesNumbersWithinTheTolerance(String expected, String actual, boolean alike) {
    assertThat(Comparison.FLOAT.difference("a " + expected, "a " + actual).isEmpty())
        .isEqualTo(alike);
  }

  @Test
  void namesTheFirstLineThatDiffers() {
    assertThat(Comparison.EXACT.difference("a\nb\nc\n", "a\nb\nd\n"))
        .contains("Line 3 is not as expected.");
    assertThat(Comparison.EXACT.difference("a\nb\n", "a\nb"))
        .contains("Line 2 is not as expected.");
  }

  @Test
  void namesTheFirstWordThatDiffers() {
    assertThat(Comparison.TOKENS.difference("a b c", "a b d"))
        .contains("Word 3 is not as expected.");
    assertThat(Comparison.TOKENS.difference("a", "a b"))
        .contains("There are more words than expected.");
    assertThat(Comparison.TOKENS.difference("a b", "a"))
        .contains("There are fewer words than expected.");
  }
}
