package io.serpentarium.service.core.grading;

import io.serpentarium.service.core.execution.FinishedExecution;
import java.util.List;

/**
 * What came of a submission.
 *
 * @param verdict of the first test that did not pass; that of the setup when this kept the test
 *     from running
 * @param score points of the tests that passed
 * @param maximumScore points of all tests
 * @param setup the program as it was loaded for the checks; when there are none, that of the first
 *     test
 * @param tests in the order of the submission
 */
public record GradingReport(
    Verdict verdict,
    int passed,
    int total,
    double score,
    double maximumScore,
    FinishedExecution setup,
    List<TestResult> tests) {

  /** The same with no more of what the setup wrote than that. */
  GradingReport shortened(int chars) {
    return new GradingReport(
        verdict, passed, total, score, maximumScore, Endings.shortened(setup, chars), tests);
  }
}
