package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {

  @ParameterizedTest
  @CsvSource({"'',''", "' \n','\t'", "a,a", "'a b','\n a\n\nb '", "'\u00a0a','a\u2003'"})
  void areAlikeWhateverIsBetweenThem(String expected, String actual) {
    assertThat(Tokens.difference(expected, actual, String::equals)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a b, a c, Word 2 differs from the expected one.",
    "a,   b,   Word 1 differs from the expected one.",
    "ab,  a b, Word 1 differs from the expected one.",
    "a,   a b, There are more words than expected.",
    "'',  a,   There are more words than expected.",
    "a b, a,   There are fewer words than expected.",
    "a,   ' ', There are fewer words than expected."
  })
  void tellsTheFirstDifference(String expected, String actual, String said) {
    assertThat(Tokens.difference(expected, actual, String::equals)).contains(said);
  }

  @Test
  void areGivenExpectedFirstAndInPairs() {
    List<String> pairs = new ArrayList<>();
    assertThat(
            Tokens.difference(
                "a  b\tc",
                "1 2 3",
                (expected, actual) -> {
                  pairs.add(expected + actual);
                  return !expected.equals("b");
                }))
        .contains("Word 2 differs from the expected one.");
    assertThat(pairs).as("none after the first that differs").containsExactly("a1", "b2");
  }
}
