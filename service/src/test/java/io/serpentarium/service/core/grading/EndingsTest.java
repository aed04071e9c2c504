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
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.testing.Results;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EndingsTest {

  @Test
  void areGoodAtTheEndAndByExitingWithZero() {
    assertThat(Endings.failure(Results.completed("x"))).isEmpty();
    assertThat(Endings.failure(Results.of(new Outcome.Completed(Optional.of("1"))))).isEmpty();
    assertThat(Endings.failure(Results.of(new Outcome.Exited(0)))).isEmpty();
    assertThat(Endings.failure(Results.of(new Outcome.Exited(-1))))
        .contains(new Judgement(Verdict.RAISED, "SystemExit: -1"));
  }

  @Test
  void carryTheExceptionThatTheyAre() {
    PythonError error = new PythonError("ValueError", "bad", "T", Kind.OTHER);
    Judgement found = Endings.failure(Results.of(new Outcome.Raised(error))).orElseThrow();
    assertThat(found.message()).isEqualTo("ValueError: bad");
    assertThat(found.error()).contains(TestError.of(error));
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, MEMORY,    MEMORY_LIMIT",
    "MEMORY, RECURSION, RAISED",
    "OTHER,  MEMORY,    RAISED"
  })
  void areTheMemoryLimitOnlyWhereAMemoryErrorMetIt(Kind kind, MetLimit met, Verdict verdict) {
    PythonError error = new PythonError("MemoryError", "", "T", kind);
    ExecutionResult raised =
        Results.of(new Outcome.Raised(error), "", "", SessionFate.KEPT, Set.of(met));
    Judgement found = Endings.failure(raised).orElseThrow();
    assertThat(found.verdict()).isEqualTo(verdict);
    assertThat(found.error()).as("the traceback is told either way").isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void nameTheLimitThatTheyMet(Limit limit) {
    assertThat(Endings.failure(Results.of(new Outcome.LimitExceeded(limit))).orElseThrow())
        .satisfies(
            found -> {
              assertThat(found.verdict().name()).endsWith("_LIMIT");
              assertThat(found.message())
                  .isEqualTo("It exceeded its limit of %s.", limit.name().toLowerCase(Locale.ROOT));
            });
  }

  @Test
  void showNothingOfWhatIsHidden() {
    FinishedExecution unseen = Endings.unseen("exe_9");
    assertThat(unseen.id()).isEqualTo("exe_9");
    assertThat(unseen.sessionId()).isNull();
    assertThat(unseen.result().stdout()).isEmpty();
    assertThat(unseen.result().usage().cpuTime()).isZero();
  }

  @Test
  void areShownAsFarAsTheyMay() {
    PythonError error = new PythonError("ValueError", "message", "traceback", Kind.MEMORY);
    ExecutionResult full =
        new ExecutionResult(
            new Outcome.Raised(error),
            "stdout",
            "err",
            false,
            false,
            List.of("{}"),
            SessionFate.ROLLED_BACK,
            new Usage(Duration.ofMillis(1), Duration.ofMillis(2), 3, 4),
            Set.of(MetLimit.MEMORY));
    ExecutionResult few = Endings.shortened(Results.finished(full), 3).result();
    assertThat(few.stdout()).isEqualTo("std");
    assertThat(few.stdoutTruncated()).isTrue();
    assertThat(few.stderr()).isEqualTo("err");
    assertThat(few.stderrTruncated()).as("just as long").isFalse();
    assertThat(few.outcome())
        .isEqualTo(new Outcome.Raised(new PythonError("ValueError", "mes", "tra", Kind.MEMORY)));
    assertThat(few.displays()).isEmpty();
    assertThat(few.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    assertThat(few.usage()).isEqualTo(full.usage());
    assertThat(few.limitsMet()).isEqualTo(full.limitsMet());
  }

  @Test
  void staySaidToBeCutThoughNothingMoreIsCut() {
    ExecutionResult cut =
        new ExecutionResult(
            new Outcome.Exited(1),
            "o",
            "e",
            true,
            true,
            List.of(),
            SessionFate.KEPT,
            Results.completed("").usage(),
            Set.of());
    FinishedExecution shortened = Endings.shortened(Results.finished(cut), 100);
    assertThat(shortened).isEqualTo(Results.finished(cut));
  }
}
