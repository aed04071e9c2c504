package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.OutputEvent;

/** What a followed execution tells, in this order: one start, its output, one end. */
public sealed interface ExecutionEvent {

  /** It runs. */
  record Started(String id) implements ExecutionEvent {}

  /** It wrote, or waits for input. */
  record Output(OutputEvent event) implements ExecutionEvent {}

  /** It ended. */
  record Ended(FinishedExecution execution) implements ExecutionEvent {}
}
