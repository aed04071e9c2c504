package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.grading.GradingTest.Terms;
import io.serpentarium.service.testing.Results;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScoreboardTest {

  private static final String UNSEEN = "exe_unseen";
  private static final Judgement WRONG = new Judgement(Verdict.WRONG_ANSWER, "why");
  private static final FinishedExecution LOADED = Results.finished(Results.completed("loaded"));

  private final Terms first = terms("first", 1, true);
  private final Terms second = terms("second", 2, true);
  private final Terms hidden = terms("hidden", 4, false);
  private final Grading grading = grading(first, second, hidden);
  private final Scoreboard board = new Scoreboard(grading, Optional.empty(), UNSEEN);

  @Test
  void addsUpWhatCameOfAllTests() {
    board.add(score(0, first, Judgement.PASSED));
    board.add(score(1, second, Judgement.PASSED));
    board.add(score(2, hidden, Judgement.PASSED));
    GradingReport report = board.report();
    assertThat(report.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(report.passed()).isEqualTo(3);
    assertThat(report.total()).isEqualTo(3);
    assertThat(report.score()).isEqualTo(7);
    assertThat(report.maximumScore()).isEqualTo(7);
  }

  @Test
  void tellsTheTestsInTheirOrderAndTheVerdictOfTheFirstThatFailed() {
    board.add(score(2, hidden, new Judgement(Verdict.TIME_LIMIT, "late")));
    board.add(score(1, second, WRONG));
    board.add(score(0, first, Judgement.PASSED));
    GradingReport report = board.report();
    assertThat(report.tests())
        .extracting(TestResult::id)
        .containsExactly("first", "second", "hidden");
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(report.score()).isEqualTo(1);
    assertThat(report.passed()).isEqualTo(1);
  }

  @Test
  void tellsNothingButTheVerdictOfAHiddenTest() {
    board.add(score(2, hidden, WRONG));
    board.skipRest("late");
    TestResult told = board.report().tests().getLast();
    assertThat(told.verdict()).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(told.message()).isEmpty();
    assertThat(told.stdout()).isEmpty();
  }

  @Test
  void skipsWhatHasNoResult() {
    board.add(score(1, second, Judgement.PASSED));
    List<TestResult> skipped = board.skipRest("because");
    assertThat(skipped).extracting(TestResult::id).containsExactly("first", "hidden");
    assertThat(skipped).extracting(TestResult::verdict).containsOnly(Verdict.SKIPPED);
    assertThat(skipped).extracting(TestResult::message).containsExactly("because", "");
    assertThat(board.skipRest("again")).as("all have one now").isEmpty();
    assertThat(board.report().verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(board.report().total()).isEqualTo(3);
  }

  @Test
  void countsEachTestOfAFileAndAllOfItsPoints() {
    TestResult one = result(terms("first::a", 0.5, true), Judgement.PASSED);
    TestResult other = result(terms("first::b", 0.5, true), WRONG);
    board.add(new Score(0, List.of(one, other), Optional.empty()));
    board.add(score(1, second, Judgement.PASSED));
    board.add(score(2, hidden, Judgement.PASSED));
    GradingReport report = board.report();
    assertThat(report.total()).isEqualTo(4);
    assertThat(report.passed()).isEqualTo(3);
    assertThat(report.score()).isEqualTo(6.5);
    assertThat(report.maximumScore()).isEqualTo(7);
  }

  @Test
  void showsTheSetupBeforeAnyTest() {
    Setup ready = new Setup.Failed(LOADED, WRONG);
    Scoreboard withSetup = new Scoreboard(grading, Optional.of(ready), UNSEEN);
    withSetup.add(shown(0, Results.finished(Results.completed("test"))));
    assertThat(withSetup.report().setup()).isEqualTo(LOADED);
  }

  @Test
  void showsTheFirstExecutionThatMayBeSeenWhereThereIsNoSetup() {
    assertThat(board.report().setup().id()).isEqualTo(UNSEEN);
    board.add(score(1, second, Judgement.PASSED));
    assertThat(board.report().setup().id()).isEqualTo(UNSEEN);
    board.add(shown(0, LOADED));
    board.add(shown(2, Results.finished(Results.completed("later"))));
    assertThat(board.report().setup()).isEqualTo(LOADED);
  }

  @Test
  void tellsTheSetupsVerdictWhereItKeptTheTestsFromRunning() {
    Setup failed = new Setup.Failed(LOADED, new Judgement(Verdict.MEMORY_LIMIT, "full"));
    Scoreboard afterFailure = new Scoreboard(grading, Optional.of(failed), UNSEEN);
    afterFailure.add(score(0, first, Judgement.PASSED));
    afterFailure.skipRest("The setup failed");
    assertThat(afterFailure.report().verdict()).isEqualTo(Verdict.MEMORY_LIMIT);
    afterFailure.add(score(1, second, WRONG));
    assertThat(afterFailure.report().verdict())
        .as("a test that ran and failed before those that were skipped")
        .isEqualTo(Verdict.WRONG_ANSWER);
  }

  private static Score shown(int index, FinishedExecution execution) {
    TestResult result = result(Terms.of("t"), Judgement.PASSED);
    return new Score(index, List.of(result), Optional.of(execution));
  }

  private static Score score(int index, Terms terms, Judgement judgement) {
    return Score.of(index, result(terms, judgement));
  }

  private static TestResult result(Terms terms, Judgement judgement) {
    return TestResult.of(terms, judgement, "out", "err", Results.completed("").usage());
  }

  private static Terms terms(String id, double points, boolean visible) {
    return new Terms(id, id, points, visible, Map.of(), List.of());
  }

  private static Grading grading(Terms... tests) {
    return new Grading(
        Grading.Submission.of("x"),
        Optional.empty(),
        List.of(),
        Stream.of(tests).<GradingTest>map(terms -> new GradingTest.Check(terms, "")).toList(),
        false,
        Map.of());
  }
}
