package io.serpentarium.service.core.grading;

import io.serpentarium.service.core.execution.FinishedExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What came of the tests of one attempt so far. One thread at a time. */
final class Scoreboard {

  private static final String NOT_RUN = "An earlier test did not pass.";

  private final List<GradingTest> tests;
  private final Optional<Setup> setup;
  private final Map<Integer, TestResult> results = new TreeMap<>();
  private Optional<FinishedExecution> shown;

  /**
   * @param setup of the checks, or empty when there are none
   */
  Scoreboard(List<GradingTest> tests, Optional<Setup> setup) {
    this.tests = tests;
    this.setup = setup;
    this.shown = setup.map(Setup::execution);
  }

  void add(Score score) {
    results.put(score.index(), score.result());
    shown = shown.or(score::execution);
  }

  /** Notes that the tests without a result are skipped, and gives those results. */
  List<TestResult> skipRest() {
    List<TestResult> skipped = new ArrayList<>();
    for (int index = 0; index < tests.size(); index++) {
      if (!results.containsKey(index)) {
        TestResult result = TestResult.skipped(tests.get(index).id(), NOT_RUN);
        results.put(index, result);
        skipped.add(result);
      }
    }
    return skipped;
  }

  /** What came of all of them. */
  GradingReport report() {
    List<TestResult> inOrder = List.copyOf(results.values());
    int passed = (int) inOrder.stream().filter(TestResult::isPassed).count();
    return new GradingReport(
        verdict(inOrder), passed, inOrder.size(), shown.orElseThrow(), inOrder);
  }

  private Verdict verdict(List<TestResult> inOrder) {
    return inOrder.stream()
        .filter(result -> !result.isPassed())
        .findFirst()
        .map(this::verdict)
        .orElse(Verdict.PASSED);
  }

  private Verdict verdict(TestResult failed) {
    return failed.verdict() == Verdict.SKIPPED
            && setup.orElse(null) instanceof Setup.Failed(var execution, Judgement why)
        ? why.verdict()
        : failed.verdict();
  }
}
