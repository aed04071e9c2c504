package io.serpentarium.service.core.grading;

import java.util.Optional;

/** The way to compare a program's output with the expected output. */
public enum Comparison {
  /** Character by character. */
  EXACT {
    @Override
    Optional<String> difference(String expected, String actual, Tolerance tolerance) {
      return Lines.difference(expected, actual);
    }
  },
  /** Ignoring white space at both ends and at the end of each line. */
  TRIM {
    @Override
    Optional<String> difference(String expected, String actual, Tolerance tolerance) {
      return Lines.difference(Lines.trimmed(expected), Lines.trimmed(actual));
    }
  },
  /** Word by word, whatever white space is between them. */
  TOKENS {
    @Override
    Optional<String> difference(String expected, String actual, Tolerance tolerance) {
      return Tokens.difference(expected, actual, String::equals);
    }
  },
  /** Word by word; decimal numbers may differ within the tolerance. */
  FLOAT {
    @Override
    Optional<String> difference(String expected, String actual, Tolerance tolerance) {
      return Tokens.difference(
          expected, actual, (want, find) -> Numbers.areClose(want, find, tolerance));
    }
  };

  /**
   * Says where two outputs differ, in words that hold nothing of either; empty when they are alike.
   */
  abstract Optional<String> difference(String expected, String actual, Tolerance tolerance);
}
