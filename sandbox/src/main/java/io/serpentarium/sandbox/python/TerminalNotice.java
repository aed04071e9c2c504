package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import java.util.Locale;

/** The notice on a terminal about a step that the host stopped, or did not let run. */
final class TerminalNotice {

  private TerminalNotice() {}

  /** A line of its own, or nothing. */
  static String of(TerminalStep step, ExecutionResult result) {
    String reason = reason(step, result.outcome());
    boolean takenBack = result.sessionState() == SessionFate.ROLLED_BACK;
    if (reason.isEmpty() && !takenBack) {
      return "";
    }
    String what = reason.isEmpty() ? "did not end when it was interrupted" : reason;
    return "\r\n[%s%s]\r\n"
        .formatted(what, takenBack ? "; the session is as it was before the statement" : "");
  }

  /** A line that says why a statement did not run. */
  static String refusal(String reason) {
    return "[not run: %s]\r\n".formatted(reason);
  }

  private static String reason(TerminalStep step, Outcome outcome) {
    return switch (outcome) {
      case Outcome.LimitExceeded(Limit limit) -> "stopped at the limit of " + name(limit);
      case Outcome.Crashed _ -> "crashed";
      case Outcome.Raised _ -> step.isStatement() ? "" : "no memory is left to type into";
      case Outcome.Completed _, Outcome.Exited _, Outcome.Interrupted _ -> "";
    };
  }

  private static String name(Limit limit) {
    return limit.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
