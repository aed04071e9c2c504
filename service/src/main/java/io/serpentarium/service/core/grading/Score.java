package io.serpentarium.service.core.grading;

import io.serpentarium.service.core.execution.FinishedExecution;
import java.util.List;
import java.util.Optional;

/**
 * The results of one test of an attempt.
 *
 * @param index the index of the test
 * @param results one result, or as many as a file of tests has
 * @param execution the execution, if it has to be shown
 */
record Score(int index, List<TestResult> results, Optional<FinishedExecution> execution) {

  static Score of(int index, TestResult result) {
    return new Score(index, List.of(result), Optional.empty());
  }

  boolean isPassed() {
    return results.stream().allMatch(TestResult::isPassed);
  }
}
