package io.serpentarium.service.core.grading;

import java.util.regex.Pattern;

/** Decimal numbers as programs print them. */
final class Numbers {

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");

  private Numbers() {}

  /** Returns whether two words are equal, or both are decimal numbers within the tolerance. */
  static boolean areClose(String expected, String actual, Tolerance tolerance) {
    return expected.equals(actual)
        || (isDecimal(expected)
            && isDecimal(actual)
            && tolerance.covers(Double.parseDouble(expected), Double.parseDouble(actual)));
  }

  private static boolean isDecimal(String word) {
    return DECIMAL.matcher(word).matches();
  }
}
