package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.PythonError.Kind;
import io.serpentarium.sandbox.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradingTestTest {

  private static final Harness CHECK = new Harness("n0nce");
  private static final GradingTest.Expected RUN = GradingTest.Expected.of("42\n", Comparison.EXACT);

  @Test
  void aCheckPassesByItsReportWhateverItPrints() {
    assertThat(CHECK.judge(reported("n0nce{\"verdict\":\"passed\",\"message\":\"\"}")))
        .isEqualTo(Judgement.PASSED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n0nce",
        "n0nce{",
        "n0nce{}",
        "n0nce[]",
        "n0nce{\"verdict\":7}",
        "{\"verdict\":\"passed\"}",
        "other{\"verdict\":\"passed\"}",
        "'n0nce{\"verdict\":\"passed\"}'"
      })
  void noReportNeverPasses(String value) {
    assertThat(CHECK.judge(reported(value)).verdict()).isEqualTo(Verdict.RAISED);
    assertThat(CHECK.judge(completed("n0nce{\"verdict\":\"passed\"}\n")).verdict())
        .isEqualTo(Verdict.RAISED);
  }

  @Test
  void aReportTellsTheFailedAssertion() {
    Judgement found =
        CHECK.judge(
            reported(
                """
                n0nce{"verdict":"wrong_answer","message":"assert 4 == 5","error":{"name":"AssertionError",
                "message":"assert 4 == 5","traceback":"T","line":2,"kind":"assertion",
                "values":{"left":"4","operator":"==","right":"5"}}}\
                """));
    assertThat(found.verdict()).isEqualTo(Verdict.WRONG_ANSWER);
    TestError error = found.error().orElseThrow();
    assertThat(error.line()).hasValue(2);
    assertThat(error.values()).contains(new TestError.Values("4", "==", "5"));
  }

  @Test
  void aRunPassesByItsOutputOnly() {
    assertThat(RUN.judge(completed("42\n"))).isEqualTo(Judgement.PASSED);
    assertThat(RUN.judge(completed("passed\n")).verdict()).isEqualTo(Verdict.WRONG_ANSWER);
  }

  @Test
  void exitingEndsARunButNeverPassesACheck() {
    ExecutionResult exited = result(new Outcome.Exited(0), "42\n");
    assertThat(RUN.judge(exited)).isEqualTo(Judgement.PASSED);
    assertThat(CHECK.judge(exited)).isEqualTo(new Judgement(Verdict.RAISED, "SystemExit: 0"));
    assertThat(RUN.judge(result(new Outcome.Exited(3), "42\n")))
        .isEqualTo(new Judgement(Verdict.RAISED, "SystemExit: 3"));
  }

  @Test
  void aFailedAssertionOfAProgramIsAnException() {
    assertThat(verdictOf(RUN.judge(raised("AssertionError", "x", Kind.ASSERTION))))
        .isEqualTo(new Judgement(Verdict.RAISED, "AssertionError: x"));
  }

  @Test
  void anExceptionIsNamed() {
    assertThat(verdictOf(CHECK.judge(raised("ValueError", "bad"))))
        .isEqualTo(new Judgement(Verdict.RAISED, "ValueError: bad"));
    assertThat(verdictOf(RUN.judge(raised("KeyError", ""))))
        .isEqualTo(new Judgement(Verdict.RAISED, "KeyError"));
    assertThat(RUN.judge(result(new Outcome.Interrupted(), "42\n")))
        .isEqualTo(new Judgement(Verdict.RAISED, "KeyboardInterrupt"));
  }

  @Test
  void anUncaughtMemoryErrorOfTheInterpreterIsTheMemoryLimit() {
    ExecutionResult refused = raised("MemoryError", "", Kind.MEMORY, Set.of(MetLimit.MEMORY));
    assertThat(RUN.judge(refused).verdict()).isEqualTo(Verdict.MEMORY_LIMIT);
    assertThat(CHECK.judge(refused).verdict()).isEqualTo(Verdict.MEMORY_LIMIT);
  }

  @Test
  void aMemoryErrorThatTheProgramMadeIsAnException() {
    Judgement raised = new Judgement(Verdict.RAISED, "MemoryError: mine");
    assertThat(verdictOf(RUN.judge(raised("MemoryError", "mine")))).isEqualTo(raised);
    assertThat(verdictOf(CHECK.judge(raised("MemoryError", "mine")))).isEqualTo(raised);
    assertThat(
            verdictOf(
                RUN.judge(raised("MemoryError", "mine", Kind.MEMORY, Set.of(MetLimit.RECURSION)))))
        .isEqualTo(raised);
  }

  @Test
  void anotherExceptionAfterTheMemoryLimitIsAnException() {
    assertThat(RUN.judge(raised("ValueError", "x", Kind.OTHER, Set.of(MetLimit.MEMORY))).verdict())
        .isEqualTo(Verdict.RAISED);
  }

  @ParameterizedTest
  @CsvSource({
    "WALL_TIME, TIME_LIMIT",
    "CPU_TIME, TIME_LIMIT",
    "MEMORY, MEMORY_LIMIT",
    "OUTPUT, OUTPUT_LIMIT",
    "DISK, OUTPUT_LIMIT"
  })
  void aLimitIsItsVerdict(Limit limit, Verdict verdict) {
    ExecutionResult exceeded = result(new Outcome.LimitExceeded(limit), "42\n");
    assertThat(RUN.judge(exceeded).verdict()).isEqualTo(verdict);
    assertThat(CHECK.judge(exceeded).verdict()).isEqualTo(verdict);
    assertThat(RUN.judge(exceeded).message()).contains(limit.name().toLowerCase(Locale.ROOT));
  }

  @Test
  void aCrashSaysNothingOfTheHost() {
    ExecutionResult crashed = result(new Outcome.Crashed("wasm trap at 0x1234"), "42\n");
    assertThat(RUN.judge(crashed))
        .isEqualTo(new Judgement(Verdict.CRASHED, "The interpreter crashed."));
    assertThat(CHECK.judge(crashed).verdict()).isEqualTo(Verdict.CRASHED);
  }

  @Test
  void aMessageIsCut() {
    assertThat(RUN.judge(raised("E", "x".repeat(5_000))).message()).hasSize(2_000);
  }

  private static Judgement verdictOf(Judgement found) {
    return new Judgement(found.verdict(), found.message());
  }

  private static ExecutionResult reported(String value) {
    return result(new Outcome.Completed(Optional.of(value)), "");
  }

  private static ExecutionResult completed(String stdout) {
    return result(new Outcome.Completed(Optional.empty()), stdout);
  }

  private static ExecutionResult raised(String name, String message) {
    return raised(name, message, Kind.OTHER);
  }

  private static ExecutionResult raised(String name, String message, Kind kind) {
    return raised(name, message, kind, Set.of());
  }

  private static ExecutionResult raised(String name, String message, Kind kind, Set<MetLimit> met) {
    PythonError error = new PythonError(name, message, "Traceback", kind);
    return result(new Outcome.Raised(error), "42\n", met);
  }

  private static ExecutionResult result(Outcome outcome, String stdout) {
    return result(outcome, stdout, Set.of());
  }

  private static ExecutionResult result(Outcome outcome, String stdout, Set<MetLimit> met) {
    Usage usage = new Usage(Duration.ZERO, Duration.ZERO, 0, 0);
    return new ExecutionResult(
        outcome, stdout, "", false, false, List.of(), SessionFate.KEPT, usage, met);
  }
}
