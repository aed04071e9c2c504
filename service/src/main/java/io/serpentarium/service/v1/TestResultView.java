package io.serpentarium.service.v1;

import io.serpentarium.service.core.grading.TestResult;
import io.serpentarium.service.core.grading.Verdict;

/** The outcome of a test as the contract shows it. */
record TestResultView(
    String id, Verdict verdict, String message, String stdout, ExecutionView.UsageView usage) {

  static TestResultView of(TestResult result) {
    return new TestResultView(
        result.id(),
        result.verdict(),
        result.message(),
        result.stdout(),
        ExecutionView.UsageView.of(result.usage()));
  }
}
