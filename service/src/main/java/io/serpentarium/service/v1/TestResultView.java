package io.serpentarium.service.v1;

import io.serpentarium.service.core.grading.TestError;
import io.serpentarium.service.core.grading.TestResult;
import io.serpentarium.service.core.grading.Verdict;
import org.jspecify.annotations.Nullable;

/** The outcome of a test as the contract shows it. */
record TestResultView(
    String id,
    String name,
    Verdict verdict,
    String message,
    double points,
    double score,
    boolean visible,
    String stdout,
    String stderr,
    @Nullable TestErrorView error,
    @Nullable String diff,
    ExecutionView.UsageView usage) {

  static TestResultView of(TestResult result) {
    return new TestResultView(
        result.id(),
        result.name(),
        result.verdict(),
        result.message(),
        result.points(),
        result.score(),
        result.visible(),
        result.stdout(),
        result.stderr(),
        result.error().map(TestErrorView::of).orElse(null),
        result.diff().isEmpty() ? null : result.diff(),
        ExecutionView.UsageView.of(result.usage()));
  }

  /** The exception that ended a test as the contract shows it. */
  record TestErrorView(
      String name,
      String message,
      String traceback,
      @Nullable Integer line,
      TestError.@Nullable Values values) {

    static TestErrorView of(TestError error) {
      return new TestErrorView(
          error.name(),
          error.message(),
          error.traceback(),
          error.line().isPresent() ? error.line().getAsInt() : null,
          error.values().orElse(null));
    }
  }
}
