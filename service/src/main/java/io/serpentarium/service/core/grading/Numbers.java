package io.serpentarium.service.core.grading;

import java.util.regex.Pattern;

/** Decimal numbers as programs print them. */
final class Numbers {

  /** How far two numbers may be apart: absolutely, or as a share of the expected one. */
  static final double TOLERANCE = 1e-6;

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][+-]?+\\d++)?+");

  private Numbers() {}

  /** Whether two words are alike, or both are decimal numbers within the tolerance. */
  static boolean areClose(String expected, String actual) {
    return expected.equals(actual)
        || (isDecimal(expected)
            && isDecimal(actual)
            && areClose(Double.parseDouble(expected), Double.parseDouble(actual)));
  }

  private static boolean areClose(double expected, double actual) {
    return expected == actual
        || (Double.isFinite(expected)
            && Math.abs(expected - actual) <= TOLERANCE * Math.max(1, Math.abs(expected)));
  }

  private static boolean isDecimal(String word) {
    return DECIMAL.matcher(word).matches();
  }
}
