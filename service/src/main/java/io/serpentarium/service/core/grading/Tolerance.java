package io.serpentarium.service.core.grading;

/**
 * How far two numbers may be apart to count as alike: either by an amount or by a share of the
 * expected one.
 *
 * @param absolute 0 or more
 * @param relative 0 or more
 */
public record Tolerance(double absolute, double relative) {

  /** One in a million, either way. */
  public static final Tolerance USUAL = new Tolerance(1e-6, 1e-6);

  /** Whether an actual number is close enough. */
  boolean covers(double expected, double actual) {
    return expected == actual
        || (Double.isFinite(expected)
            && Math.abs(expected - actual) <= Math.max(absolute, relative * Math.abs(expected)));
  }
}
