package io.serpentarium.service.web;

import io.serpentarium.service.grading.TestResult;
import io.serpentarium.service.grading.Verdict;

/** What came of a test, as the contract shows it. */
record TestResultView(String id, Verdict verdict, String message, String stdout, UsageView usage) {

  static TestResultView of(TestResult result) {
    return new TestResultView(
        result.id(),
        result.verdict(),
        result.message(),
        result.stdout(),
        UsageView.of(result.usage()));
  }
}
