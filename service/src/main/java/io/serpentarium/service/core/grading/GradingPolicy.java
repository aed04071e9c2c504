package io.serpentarium.service.core.grading;

import java.time.Duration;

/**
 * How much grading there may be.
 *
 * @param maximumTests of one submission
 * @param maximumSubmissions of one batch
 * @param parallelism tests of one submission that run at once
 * @param shownChars of stdout and stderr that an answer shows, all tests together
 * @param longest that the tests of one submission may take together
 */
public record GradingPolicy(
    int maximumTests, int maximumSubmissions, int parallelism, int shownChars, Duration longest) {

  /** The same with no more tests at once than a tenant may have executions. */
  GradingPolicy within(long executions) {
    return of((int) Math.min(parallelism, executions), shownChars);
  }

  /** The same for one submission of a batch. */
  GradingPolicy ofBatch(int submissions) {
    return of(1, shownChars / submissions);
  }

  private GradingPolicy of(int tests, int chars) {
    return new GradingPolicy(maximumTests, maximumSubmissions, tests, chars, longest);
  }

  /** The part of what a test wrote that an answer about so many tests shows. */
  String shown(String text, int tests) {
    return text.substring(0, Math.min(text.length(), shownChars / tests));
  }

  /** The same of a text whose end matters most. */
  String shownEnd(String text, int tests) {
    return text.substring(Math.max(0, text.length() - shownChars / tests));
  }
}
