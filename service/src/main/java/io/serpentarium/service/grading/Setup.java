package io.serpentarium.service.grading;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.execution.FinishedExecution;

/** The program after it ran for the checks. */
sealed interface Setup {

  FinishedExecution execution();

  /**
   * It ended well.
   *
   * @param state that it left
   */
  record Ready(FinishedExecution execution, Snapshot state) implements Setup {}

  /** It did not, so that there is nothing to check. */
  record Failed(FinishedExecution execution, Judgement why) implements Setup {}
}
