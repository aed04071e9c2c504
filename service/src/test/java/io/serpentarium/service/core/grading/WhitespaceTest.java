package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhitespaceTest {

  /** All of the basic plane of which Python 3.13 says {@code chr(c).isspace()}. */
  private static final String OF_PYTHON =
      "\t\n\u000b\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680"
          + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
          + "\u2028\u2029\u202f\u205f\u3000";

  @Test
  void isWhatPythonTakesForItAndNothingElse() {
    StringBuilder found = new StringBuilder();
    for (int character = 0; character <= Character.MAX_VALUE; character++) {
      if (Whitespace.is((char) character)) {
        found.append((char) character);
      }
    }
    assertThat(found.chars().toArray()).isEqualTo(OF_PYTHON.chars().toArray());
  }

  @Test
  void isTakenFromTheEndsAndNotFromTheMiddle() {
    assertThat(Whitespace.strippedTrailing(" a b\u0085\t\n")).isEqualTo(" a b");
    assertThat(Whitespace.stripped("\u00a0\n a\n b\u2003 ")).isEqualTo("a\n b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t\u0085\u3000"})
  void isAllThatThereIs(String text) {
    assertThat(Whitespace.strippedTrailing(text)).isEmpty();
    assertThat(Whitespace.stripped(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a b", "\u200b", "🐍"})
  void leavesWhatHasNoneAtItsEnds(String text) {
    assertThat(Whitespace.strippedTrailing(text)).isEqualTo(text);
    assertThat(Whitespace.stripped(text)).isEqualTo(text);
  }
}
