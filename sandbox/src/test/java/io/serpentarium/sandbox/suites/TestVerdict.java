package io.serpentarium.sandbox.suites;

import java.util.List;

/**
 * What came of a file of tests.
 *
 * @param kind {@code passes}, {@code skips}, {@code fails} or {@code ends}
 * @param detail nothing; why it skips, in one element; the tests that fail; or how the session
 *     ended
 */
record TestVerdict(String kind, List<String> detail) {

  static final String PASSES = "passes";
  static final String SKIPS = "skips";
  static final String FAILS = "fails";

  /** The session ended before the tests did. */
  static final String ENDS = "ends";

  TestVerdict {
    detail = List.copyOf(detail);
  }

  /** Whether it wants a reason of ours. */
  boolean isBad() {
    return kind.equals(FAILS) || kind.equals(ENDS);
  }

  @Override
  public String toString() {
    return (kind + " " + String.join(" ", detail)).strip();
  }
}
