package io.serpentarium.service.core.grading;

import io.serpentarium.service.core.execution.FinishedExecution;
import java.util.Optional;

/**
 * What came of one test of an attempt.
 *
 * @param index of the test
 * @param execution if it has to be shown
 */
record Score(int index, TestResult result, Optional<FinishedExecution> execution) {}
