package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Outcome;

/** How an execution ended, by the contract's names. */
public enum ExecutionStatus {
  COMPLETED,
  RAISED,
  EXITED,
  INTERRUPTED,
  LIMIT_EXCEEDED,
  CRASHED;

  /** The name of an outcome. */
  public static ExecutionStatus of(Outcome outcome) {
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
