package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * An execution that ended.
 *
 * @param id the id, which starts with {@code exe_}
 * @param sessionId the id of its session, or null for a program on its own
 */
public record FinishedExecution(String id, @Nullable String sessionId, ExecutionResult result) {

  /** The outcome of an execution, by the contract's names. */
  public enum Status {
    COMPLETED,
    RAISED,
    EXITED,
    INTERRUPTED,
    LIMIT_EXCEEDED,
    CRASHED;

    /** The name of an outcome. */
    public static Status of(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Completed _ -> COMPLETED;
        case Outcome.Raised _ -> RAISED;
        case Outcome.Exited _ -> EXITED;
        case Outcome.Interrupted _ -> INTERRUPTED;
        case Outcome.LimitExceeded _ -> LIMIT_EXCEEDED;
        case Outcome.Crashed _ -> CRASHED;
      };
    }
  }
}
