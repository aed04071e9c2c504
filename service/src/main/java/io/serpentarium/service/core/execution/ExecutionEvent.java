package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.OutputEvent;

/** An event of a followed execution; they come in this order: one start, its output, one end. */
public sealed interface ExecutionEvent {

  /** The execution has started. */
  record Started(String id) implements ExecutionEvent {}

  /** The program wrote, or waits for input. */
  record Output(OutputEvent event) implements ExecutionEvent {}

  /** The last event. */
  sealed interface End extends ExecutionEvent {}

  /** The execution ended, and its effects are kept. */
  record Ended(FinishedExecution execution) implements End {}

  /**
   * The execution ended, or was interrupted, without a result that can be relied on.
   *
   * @param cause the reason, such as that another node has the session by now
   */
  record Failed(Throwable cause) implements End {}
}
