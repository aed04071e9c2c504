package io.serpentarium.service.core.grading;

import io.serpentarium.service.core.execution.FinishedExecution;
import java.util.List;

/**
 * The result of grading a submission.
 *
 * @param verdict the verdict of the first test that did not pass, or of the setup if that kept the
 *     test from running
 * @param score the points of the tests that passed
 * @param maximumScore the points of all tests
 * @param setup the execution that loaded the program for the checks; if there are none, the first
 *     test's
 * @param tests the results in the order of the submission
 */
public record GradingReport(
    Verdict verdict,
    int passed,
    int total,
    double score,
    double maximumScore,
    FinishedExecution setup,
    List<TestResult> tests) {

  /** Returns the report with the setup's output cut to a number of characters. */
  GradingReport shortened(int chars) {
    return new GradingReport(
        verdict, passed, total, score, maximumScore, Endings.shortened(setup, chars), tests);
  }
}
