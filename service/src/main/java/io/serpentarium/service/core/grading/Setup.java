package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.execution.FinishedExecution;
import java.util.Optional;

/** The program after it ran for the checks. */
sealed interface Setup {

  FinishedExecution execution();

  /** The state that it left, if it ended well. */
  default Optional<Snapshot> state() {
    return Optional.empty();
  }

  /**
   * A setup that ended well.
   *
   * @param left the state after the setup
   */
  record Ready(FinishedExecution execution, Snapshot left) implements Setup {

    @Override
    public Optional<Snapshot> state() {
      return Optional.of(left);
    }
  }

  /** A setup that did not end well, so that there is nothing to check. */
  record Failed(FinishedExecution execution, Judgement why) implements Setup {}
}
