package io.serpentarium.service.core.grading;

import java.util.Optional;
import java.util.function.BiPredicate;

/** The words of a text one by one, with white space between them. */
final class Tokens {

  private final String text;
  private int position;

  private Tokens(String text) {
    this.text = text;
  }

  /**
   * Names the first word that differs.
   *
   * @param alike whether an expected word (the first) and an actual one are alike
   */
  static Optional<String> difference(
      String expected, String actual, BiPredicate<String, String> alike) {
    Tokens wanted = new Tokens(expected);
    Tokens found = new Tokens(actual);
    for (int number = 1; ; number++) {
      String want = wanted.next();
      String find = found.next();
      if (want.isEmpty() && find.isEmpty()) {
        return Optional.empty();
      }
      if (want.isEmpty() || find.isEmpty()) {
        return Optional.of(
            "There are %s words than expected.".formatted(want.isEmpty() ? "more" : "fewer"));
      }
      if (!alike.test(want, find)) {
        return Optional.of("Word %d differs from the expected one.".formatted(number));
      }
    }
  }

  /** The next word, or nothing at the end. */
  private String next() {
    skip(true);
    int start = position;
    skip(false);
    return text.substring(start, position);
  }

  private void skip(boolean space) {
    while (position < text.length() && Whitespace.is(text.charAt(position)) == space) {
      position++;
    }
  }
}
