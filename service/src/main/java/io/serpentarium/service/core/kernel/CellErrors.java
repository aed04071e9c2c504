package io.serpentarium.service.core.kernel;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Describes to clients a cell that did not complete. */
final class CellErrors {

  private CellErrors() {}

  /**
   * Returns the error of a result, or null if it is none.
   *
   * @param told the description of the exception by {@code kernel.py}, or null
   */
  static KernelEvent.@Nullable Failure of(
      ExecutionResult result, KernelEvent.@Nullable Failure told) {
    return switch (result.outcome()) {
      case Outcome.Completed _ -> null;
      case Outcome.Raised(PythonError error) -> told == null ? raised(error) : told;
      case Outcome.Exited(int code) -> of("SystemExit", Integer.toString(code), result);
      case Outcome.Interrupted _ -> of("KeyboardInterrupt", "", result);
      case Outcome.LimitExceeded(Limit limit) ->
          of("LimitExceeded", "the limit of " + words(limit) + " was met", result);
      case Outcome.Crashed _ -> of("Crashed", "the interpreter ended", result);
    };
  }

  private static KernelEvent.Failure raised(PythonError error) {
    return new KernelEvent.Failure(
        error.name(), error.message(), error.traceback().stripTrailing().lines().toList());
  }

  private static KernelEvent.Failure of(String name, String message, ExecutionResult result) {
    String fate = fate(result.sessionState());
    String whole = message.isEmpty() || fate.isEmpty() ? message + fate : message + "; " + fate;
    String line = whole.isEmpty() ? name : name + ": " + whole;
    return new KernelEvent.Failure(name, whole, List.of(line));
  }

  private static String fate(SessionFate fate) {
    return switch (fate) {
      case KEPT -> "";
      case ROLLED_BACK -> "rolled back to before this cell";
      case LOST -> "the state is lost: restart the kernel";
    };
  }

  private static String words(Limit limit) {
    return limit.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
