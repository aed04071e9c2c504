package io.serpentarium.service.v1;

import io.serpentarium.service.core.grading.GradingReport;
import io.serpentarium.service.core.grading.Verdict;
import java.util.List;

/** The outcome of a submission as the contract shows it. */
record GradingView(
    Verdict verdict,
    int passed,
    int total,
    double score,
    double maximumScore,
    ExecutionView setup,
    List<TestResultView> tests) {

  static GradingView of(GradingReport report) {
    return new GradingView(
        report.verdict(),
        report.passed(),
        report.total(),
        report.score(),
        report.maximumScore(),
        ExecutionView.of(report.setup()),
        report.tests().stream().map(TestResultView::of).toList());
  }
}
