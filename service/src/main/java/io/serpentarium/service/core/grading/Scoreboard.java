package io.serpentarium.service.core.grading;

import io.serpentarium.service.core.execution.FinishedExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The results of an attempt's tests so far. Not thread-safe. */
final class Scoreboard {

  private final Grading grading;
  private final Optional<Setup> setup;
  private final String unseenId;
  private final Map<Integer, List<TestResult>> results = new TreeMap<>();
  private Optional<FinishedExecution> shown;

  /**
   * @param setup the setup of the checks, or empty if there are none
   * @param unseenId the id of the placeholder execution that is reported if none is to be seen
   */
  Scoreboard(Grading grading, Optional<Setup> setup, String unseenId) {
    this.grading = grading;
    this.setup = setup;
    this.unseenId = unseenId;
    this.shown = setup.map(Setup::execution);
  }

  void add(Score score) {
    results.put(score.index(), score.results());
    shown = shown.or(score::execution);
  }

  /** Notes that the tests without a result are skipped, and returns those results. */
  List<TestResult> skipRest(String why) {
    List<TestResult> skipped = new ArrayList<>();
    for (int index = 0; index < grading.tests().size(); index++) {
      if (!results.containsKey(index)) {
        TestResult result = TestResult.skipped(grading.tests().get(index).terms(), why);
        results.put(index, List.of(result));
        skipped.add(result.told());
      }
    }
    return skipped;
  }

  /** Returns the report on all tests. */
  GradingReport report() {
    List<TestResult> inOrder = results.values().stream().flatMap(List::stream).toList();
    int passed = (int) inOrder.stream().filter(TestResult::isPassed).count();
    return new GradingReport(
        verdict(inOrder),
        passed,
        inOrder.size(),
        inOrder.stream().mapToDouble(TestResult::score).sum(),
        grading.maximumScore(),
        shown.orElseGet(() -> Endings.unseen(unseenId)),
        inOrder.stream().map(TestResult::told).toList());
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
