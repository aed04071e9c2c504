package io.serpentarium.service.testing;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.service.core.execution.FinishedExecution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Results of executions that tests make up. */
public final class Results {

  private static final Usage NOTHING = new Usage(Duration.ZERO, Duration.ZERO, 0, 0);

  private Results() {}

  /** Returns one that came to its end. */
  public static ExecutionResult completed(String stdout) {
    return of(new Outcome.Completed(Optional.empty()), stdout, "");
  }

  /** Returns one that an exception ended. */
  public static ExecutionResult raised(String name, String message) {
    return of(new Outcome.Raised(new PythonError(name, message, "Traceback …\n")), "", "");
  }

  /** Returns one that ended so and wrote nothing. */
  public static ExecutionResult of(Outcome outcome) {
    return of(outcome, "", "");
  }

  /** Returns one that ended so and wrote that. */
  public static ExecutionResult of(Outcome outcome, String stdout, String stderr) {
    return of(outcome, stdout, stderr, SessionFate.KEPT, Set.of());
  }

  /** Returns one of which all is told. */
  public static ExecutionResult of(
      Outcome outcome, String stdout, String stderr, SessionFate fate, Set<MetLimit> met) {
    return new ExecutionResult(
        outcome, stdout, stderr, false, false, List.of(), fate, NOTHING, met);
  }

  /** Returns an execution that has ended with a result. */
  public static FinishedExecution finished(ExecutionResult result) {
    return new FinishedExecution("exe_1", "ses_1", result);
  }
}
