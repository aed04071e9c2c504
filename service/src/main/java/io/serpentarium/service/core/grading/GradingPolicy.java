package io.serpentarium.service.core.grading;

/**
 * How much grading there may be.
 *
 * @param maximumTests of one submission
 * @param parallelism tests of one submission that run at once
 * @param shownChars of stdout that an answer shows, all tests together
 */
public record GradingPolicy(int maximumTests, int parallelism, int shownChars) {

  /** The same with no more tests at once than a tenant may have executions. */
  GradingPolicy within(long executions) {
    return new GradingPolicy(maximumTests, (int) Math.min(parallelism, executions), shownChars);
  }

  /** The part of a test's stdout that an answer about so many tests shows. */
  String shown(String stdout, int tests) {
    return stdout.substring(0, Math.min(stdout.length(), shownChars / tests));
  }
}
