package io.serpentarium.service.core.grading;

/**
 * The difference up to which two numbers count as equal: an amount or a share of the expected
 * number.
 *
 * @param absolute the amount, 0 or more
 * @param relative the share, 0 or more
 */
public record Tolerance(double absolute, double relative) {

  /** A tolerance of one in a million, absolute or relative. */
  public static final Tolerance USUAL = new Tolerance(1e-6, 1e-6);

  /** Returns whether an actual number is close enough. */
  boolean covers(double expected, double actual) {
    return expected == actual
        || (Double.isFinite(expected)
            && Math.abs(expected - actual) <= Math.max(absolute, relative * Math.abs(expected)));
  }
}
