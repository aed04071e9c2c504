package io.serpentarium.service.core.grading;

import java.time.Duration;

/**
 * The bounds on gradings.
 *
 * @param maximumTests the most tests of one submission
 * @param maximumSubmissions the most submissions of one batch
 * @param parallelism the number of a submission's tests that run in parallel
 * @param shownChars the most characters of stdout and stderr in an answer, all tests together
 * @param longest the longest time that the tests of one submission may take together
 */
public record GradingPolicy(
    int maximumTests, int maximumSubmissions, int parallelism, int shownChars, Duration longest) {

  /** Returns this policy with no more parallel tests than a tenant may have executions. */
  GradingPolicy within(long executions) {
    return of((int) Math.min(parallelism, executions), shownChars);
  }

  /** Returns this policy for one submission of a batch. */
  GradingPolicy ofBatch(int submissions) {
    return of(1, shownChars / submissions);
  }

  private GradingPolicy of(int tests, int chars) {
    return new GradingPolicy(maximumTests, maximumSubmissions, tests, chars, longest);
  }

  /** Returns the part of a test's output that an answer about a number of tests shows. */
  String shown(String text, int tests) {
    return text.substring(0, Math.min(text.length(), shownChars / tests));
  }

  /** Returns the shown part of a text whose end matters most. */
  String shownEnd(String text, int tests) {
    return text.substring(Math.max(0, text.length() - shownChars / tests));
  }
}
