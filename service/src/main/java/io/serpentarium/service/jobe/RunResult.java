package io.serpentarium.service.jobe;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.Transcript;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run.
 *
 * @param runId always null: no run can be queried later
 * @param outcome the protocol's number for the outcome
 * @param cmpinfo the reason why the source could not be compiled
 */
record RunResult(
    @Nullable String runId, int outcome, String cmpinfo, String stdout, String stderr) {

  private static final int COMPILATION_ERROR = 11;
  private static final int RUNTIME_ERROR = 12;
  private static final int TIME_LIMIT = 13;
  private static final int SUCCESS = 15;
  private static final int MEMORY_LIMIT = 17;
  private static final int OVERLOAD = 21;

  private static final Set<String> SYNTAX = Set.of("SyntaxError", "IndentationError", "TabError");

  /** A run for which there was no room. */
  static final RunResult OVERLOADED = new RunResult(null, OVERLOAD, "", "", "");

  static RunResult of(FinishedExecution execution) {
    ExecutionResult result = execution.result();
    if (result.outcome() instanceof Outcome.Raised(PythonError error) && isOfCompiler(error)) {
      return new RunResult(null, COMPILATION_ERROR, error.traceback(), "", "");
    }
    String stderr = Transcript.stderr(execution) + note(result.outcome());
    return new RunResult(null, outcome(result.outcome(), stderr), "", result.stdout(), stderr);
  }

  /** No frame was entered yet when the source was compiled. */
  private static boolean isOfCompiler(PythonError error) {
    return SYNTAX.contains(error.name()) && !error.traceback().contains(", in ");
  }

  /** Any word on stderr makes a run a failed one. */
  private static int outcome(Outcome outcome, String stderr) {
    return switch (outcome) {
      case Outcome.Completed _ -> stderr.isEmpty() ? SUCCESS : RUNTIME_ERROR;
      case Outcome.Exited(int code) when code == 0 -> stderr.isEmpty() ? SUCCESS : RUNTIME_ERROR;
      case Outcome.LimitExceeded(Limit limit) -> limit == Limit.MEMORY ? MEMORY_LIMIT : TIME_LIMIT;
      default -> RUNTIME_ERROR;
    };
  }

  private static String note(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Crashed _ -> "***Segmentation fault***\n";
      case Outcome.Exited(int code) when code != 0 ->
          "***Exited with status %d***\n".formatted(code);
      default -> "";
    };
  }
}
