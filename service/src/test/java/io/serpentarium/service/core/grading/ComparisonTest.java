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
    assertThat(comparison.difference("1 a\nß 🐍\n", "1 a\nß 🐍\n", Tolerance.USUAL)).isEmpty();
    assertThat(comparison.difference("", "", Tolerance.USUAL)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void findsWordsDifferentAndSaysNothingOfThem(Comparison comparison) {
    assertThat(comparison.difference("secret 1\n", "guess 1\n", Tolerance.USUAL))
        .hasValueSatisfying(why -> assertThat(why).doesNotContain("secret").contains("1 differs"));
    assertThat(comparison.difference("1 2", "1", Tolerance.USUAL)).isPresent();
    assertThat(comparison.difference("1", "1 2", Tolerance.USUAL)).isPresent();
    assertThat(comparison.difference("", "1", Tolerance.USUAL)).isPresent();
    assertThat(comparison.difference("1", "", Tolerance.USUAL)).isPresent();
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
    assertThat(comparison.difference(expected, actual, Tolerance.USUAL).isEmpty()).isEqualTo(alike);
  }

  @Test
  void takesForWhiteSpaceWhatPythonDoes() {
    assertThat(Comparison.TRIM.difference("a", "\u2007a\u0085", Tolerance.USUAL)).isEmpty();
    assertThat(Comparison.TRIM.difference("a\nb", "a\u0085b", Tolerance.USUAL)).isPresent();
    assertThat(Comparison.TOKENS.difference("a b", "a\u0085b", Tolerance.USUAL)).isEmpty();
    assertThat(Comparison.TOKENS.difference("a b", "a\u200bb", Tolerance.USUAL)).isPresent();
    assertThat(Comparison.TOKENS.difference("a", "\u00a0a", Tolerance.USUAL)).isEmpty();
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
    assertThat(
            Comparison.FLOAT.difference("a " + expected, "a " + actual, Tolerance.USUAL).isEmpty())
        .isEqualTo(alike);
  }

  @Test
  void namesTheFirstLineThatDiffers() {
    assertThat(Comparison.EXACT.difference("a\nb\nc\n", "a\nb\nd\n", Tolerance.USUAL))
        .contains("Line 3 differs from the expected one.");
    assertThat(Comparison.TRIM.difference("a\nb\nc", "a\nx\nc", Tolerance.USUAL))
        .contains("Line 2 differs from the expected one.");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          'a\nb',   'a',       Line 2 is missing.
          'a\nb\n', 'a\n',     Line 2 is missing.
          'a',      'a\nb\n',  Line 2 was not expected.
          'a\n',    'a\n\nb',  Line 2 was not expected.
          'a\nb\n', 'a\nb',    'Only white space differs, first in line 3.'
          'a b\n',  'a  b\n',  'Only white space differs, first in line 1.'
          'a\nb\n', 'a\r\nb\n', 'Only white space differs, first in line 1.'
          """)
  void saysHowLinesDiffer(String expected, String actual, String message) {
    assertThat(
            Comparison.EXACT.difference(
                expected.translateEscapes(), actual.translateEscapes(), Tolerance.USUAL))
        .contains(message);
  }

  @Test
  void holdsNumbersToTheToleranceThatIsAskedFor() {
    Tolerance cents = new Tolerance(0.01, 0);
    assertThat(Comparison.FLOAT.difference("3.14", "3.149", cents)).isEmpty();
    assertThat(Comparison.FLOAT.difference("3.14", "3.16", cents)).isPresent();
    assertThat(Comparison.FLOAT.difference("0", "0.011", cents)).isPresent();
    Tolerance percent = new Tolerance(0, 0.01);
    assertThat(Comparison.FLOAT.difference("1000", "1009", percent)).isEmpty();
    assertThat(Comparison.FLOAT.difference("0", "0.000001", percent)).isPresent();
    assertThat(Comparison.FLOAT.difference("1", "1.0000001", new Tolerance(0, 0))).isPresent();
  }

  @Test
  void showsADiffOfBoundedSize() {
    assertThat(Lines.diff("a\nb\nc\nd\n", "a\nx\nc\nd\n"))
        .isEqualTo("@@ line 2 @@\n a\n-b\n+x\n c\n d\n");
    String diff = Lines.diff(("x".repeat(1_000) + "\n").repeat(1_000), "y\n".repeat(5_000));
    assertThat(diff).hasSizeLessThan(10_000).contains("-… 960 more lines", "+… 4960 more lines");
  }

  @Test
  void namesTheFirstWordThatDiffers() {
    assertThat(Comparison.TOKENS.difference("a b c", "a b d", Tolerance.USUAL))
        .contains("Word 3 differs from the expected one.");
    assertThat(Comparison.TOKENS.difference("a", "a b", Tolerance.USUAL))
        .contains("There are more words than expected.");
    assertThat(Comparison.TOKENS.difference("a b", "a", Tolerance.USUAL))
        .contains("There are fewer words than expected.");
  }
}
