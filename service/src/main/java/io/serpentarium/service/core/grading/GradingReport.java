package io.serpentarium.service.core.grading;

import io.serpentarium.service.core.execution.FinishedExecution;
import java.util.List;

/**
 * What came of a submission.
 *
 * @param verdict of the first test that did not pass; that of the setup when this kept the test
 *     from running
 * @param setup the program that the checks are about; when there are none, that of the first test
 * @param tests in the order of the submission
 */
public record GradingReport(
    Verdict verdict, int passed, int total, FinishedExecution setup, List<TestResult> tests) {}
