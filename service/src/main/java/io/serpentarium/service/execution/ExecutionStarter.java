package io.serpentarium.service.execution;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Starts executions so that they are measured. */
@Component
public final class ExecutionStarter {

  private final ExecutionMeters meters;
  private final Workers workers;

  ExecutionStarter(ExecutionMeters meters, Workers workers) {
    this.meters = meters;
    this.workers = workers;
  }

  /**
   * Starts one; may block for milliseconds. The caller then calls {@link RunningExecution#onEnd}.
   *
   * @throws io.serpentarium.sandbox.SandboxException as {@link Session#execute} does
   */
  public RunningExecution start(
      Session session, String id, @Nullable String sessionId, ExecutionRequest request) {
    return new RunningExecution(id, sessionId, session.execute(request), meters, workers);
  }
}
