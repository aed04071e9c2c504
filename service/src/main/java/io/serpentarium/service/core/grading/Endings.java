package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.service.core.execution.FinishedExecution;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Judges the endings of programs, whatever they wrote. */
final class Endings {

  private Endings() {}

  /**
   * Returns the judgement of an execution that did not end well, which is by completing or exiting
   * with 0.
   */
  static Optional<Judgement> failure(ExecutionResult result) {
    return switch (result.outcome()) {
      case Outcome.Completed _ -> Optional.empty();
      case Outcome.Exited(int code) -> code == 0 ? Optional.empty() : Optional.of(exited(code));
      case Outcome.Raised(PythonError error) ->
          Optional.of(raised(error, result.limitsMet()).with(error));
      case Outcome.Interrupted() -> Optional.of(raised("KeyboardInterrupt", ""));
      case Outcome.LimitExceeded(Limit limit) -> Optional.of(exceeded(limit));
      case Outcome.Crashed _ ->
          Optional.of(new Judgement(Verdict.CRASHED, "The interpreter crashed."));
    };
  }

  /** A placeholder for an execution that has not run, or whose output is hidden. */
  static FinishedExecution unseen(String id) {
    return new FinishedExecution(
        id,
        null,
        new ExecutionResult(
            new Outcome.Interrupted(),
            "",
            "",
            false,
            false,
            List.of(),
            ExecutionResult.SessionFate.LOST,
            new Usage(Duration.ZERO, Duration.ZERO, 0, 0),
            Set.of()));
  }

  /** Returns the execution with its output and its traceback cut to a number of characters. */
  static FinishedExecution shortened(FinishedExecution execution, int chars) {
    ExecutionResult result = execution.result();
    Outcome outcome =
        result.outcome() instanceof Outcome.Raised(PythonError error)
            ? new Outcome.Raised(
                new PythonError(
                    error.name(),
                    start(error.message(), chars),
                    start(error.traceback(), chars),
                    error.kind()))
            : result.outcome();
    return new FinishedExecution(
        execution.id(),
        execution.sessionId(),
        new ExecutionResult(
            outcome,
            start(result.stdout(), chars),
            start(result.stderr(), chars),
            result.stdoutTruncated() || result.stdout().length() > chars,
            result.stderrTruncated() || result.stderr().length() > chars,
            List.of(),
            result.sessionState(),
            result.usage(),
            result.limitsMet()));
  }

  private static String start(String text, int chars) {
    return text.substring(0, Math.min(text.length(), chars));
  }

  static Judgement exited(int code) {
    return raised("SystemExit", Integer.toString(code));
  }

  /**
   * Judges an exception. An uncaught MemoryError means that the memory limit was reached, unless
   * the interpreter reached none: a parser that gives up at too many levels raises one as well.
   */
  private static Judgement raised(PythonError error, Set<MetLimit> met) {
    return met.contains(MetLimit.MEMORY) && error.kind() == PythonError.Kind.MEMORY
        ? exceeded(Limit.MEMORY)
        : raised(error.name(), error.message());
  }

  private static Judgement raised(String name, String message) {
    return new Judgement(Verdict.RAISED, message.isEmpty() ? name : name + ": " + message);
  }

  private static Judgement exceeded(Limit limit) {
    return new Judgement(
        switch (limit) {
          case WALL_TIME, CPU_TIME -> Verdict.TIME_LIMIT;
          case MEMORY -> Verdict.MEMORY_LIMIT;
          case OUTPUT, DISK -> Verdict.OUTPUT_LIMIT;
        },
        "It exceeded its limit of %s.".formatted(limit.name().toLowerCase(Locale.ROOT)));
  }
}
