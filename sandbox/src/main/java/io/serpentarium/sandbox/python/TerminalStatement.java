package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.SandboxException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A statement that was entered on a terminal, for whoever lets it run and follows it. */
final class TerminalStatement implements Execution {

  private final GuestRun run;
  private final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();

  TerminalStatement(GuestRun run) {
    this.run = run;
  }

  /** Tells whoever follows it how it ended. */
  void complete(ExecutionResult value) {
    result.complete(value);
  }

  /** Tells whoever follows it that it was refused before it started. */
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
