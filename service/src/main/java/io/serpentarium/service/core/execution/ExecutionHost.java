package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The session or program that an execution runs in, as {@link ExecutionStarter} needs it. */
@FunctionalInterface
public interface ExecutionHost {

  /**
   * Begins the execution; may block for milliseconds.
   *
   * @throws io.serpentarium.sandbox.SandboxException as {@link
   *     io.serpentarium.sandbox.Session#execute} does
   */
  Execution begin();

  /** Notes an execution that has begun, before its end can be published. */
  default void began(RunningExecution running) {}

  /**
   * Keeps the state after the execution. The end is published only when this is done; if it fails,
   * so do the execution's result and events.
   */
  default CompletionStage<?> ended(RunningExecution running, ExecutionResult result) {
    return CompletableFuture.completedStage(null);
  }

  /** Hears, instead of {@link #ended}, that there was no room to run: nothing has been done. */
  default void refused(RunningExecution running) {}
}
