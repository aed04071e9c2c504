package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.SandboxException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A statement that was entered on a terminal, for the gate that admits and follows it. */
final class TerminalStatement implements Execution {

  private final GuestRun run;
  private final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();

  TerminalStatement(GuestRun run) {
    this.run = run;
  }

  /** Publishes the result. */
  void complete(ExecutionResult value) {
    result.complete(value);
  }

  /** Fails the result because the statement was refused before it started. */
  void refuse(SandboxException reason) {
    result.completeExceptionally(reason);
  }

  @Override
  public Flow.Publisher<OutputEvent> output() {
    throw new IllegalStateException("the terminal has its output");
  }

  @Override
  public CompletionStage<ExecutionResult> result() {
    return result.minimalCompletionStage();
  }

  @Override
  public StdinOutcome writeStdin(byte[] data) {
    return StdinOutcome.CLOSED;
  }

  @Override
  public StdinOutcome endStdin() {
    return StdinOutcome.CLOSED;
  }

  @Override
  public boolean interrupt() {
    return run.interrupt();
  }
}
