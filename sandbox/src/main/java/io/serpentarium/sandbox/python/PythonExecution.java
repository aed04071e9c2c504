package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.python.GuestDoor.Inside;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** An execution, from the request to its result. {@link #run} runs on the guest's thread. */
final class PythonExecution implements Execution {

  private final ExecutionRequest request;
  private final Guest guest;
  private final GuestRun run;
  private final StdinChannel stdin;
  private final @Nullable OutputPublisher publisher;
  private final ExecutionOutput output;
  private final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();

  /**
   * Creates an execution that its guest expects from now on.
   *
   * @param history the history of the session
   * @param house the sandbox
   * @param turn its use of the processor
   */
  PythonExecution(
      ExecutionRequest request,
      Limits limits,
      Guest guest,
      History history,
      GuestHouse house,
      CpuTurn turn) {
    this.request = request;
    this.guest = guest;
    this.stdin = stdinOf(request.stdin());
    this.publisher = request.streaming() ? new OutputPublisher(guest.interruption()::wake) : null;
    this.output = new ExecutionOutput(limits.outputBytes(), publisher, guest.account());
    this.run = new GuestRun(limits, guest, history, house, turn);
  }

  private static StdinChannel stdinOf(Stdin stdin) {
    return switch (stdin) {
      case Stdin.Text text -> StdinChannel.fixed(text.text().getBytes(StandardCharsets.UTF_8));
      case Stdin.Open() -> StdinChannel.open();
    };
  }

  /**
   * Runs the code to its end.
   *
   * @return the result, not yet published: see {@link #complete}
   */
  ExecutionResult run() {
    ExecutionResult ended =
        request.kept()
            ? run.call(this::execute, output)
            : run.callAndTakeBack(this::execute, output);
    stdin.end();
    return ended;
  }

  private GuestResult execute(Inside guestCode) {
    guest.console().connect(stdin, output, run::overflow);
    if (request.mode() != ExecutionRequest.Mode.CELL) {
      guest.files().layProgram(request.code().getBytes(StandardCharsets.UTF_8));
      guestCode.setArguments(request.arguments());
    }
    if (!request.prelude().isEmpty()) {
      GuestResult ready = guestCode.execute(request.prelude(), ExecutionRequest.Mode.CELL, false);
      if (ready.status() != GuestResult.Status.COMPLETED) {
        return ready;
      }
    }
    return guestCode.execute(request.code(), request.mode(), request.valued());
  }

  /** Returns the call into the guest, for code that has to stop it. */
  GuestRun guestRun() {
    return run;
  }

  /** Fails the result because the execution was refused before it started. */
  void refuse(SandboxException reason) {
    stdin.end();
    output.end();
    result.completeExceptionally(reason);
  }

  /** Publishes the result. */
  void complete(ExecutionResult value) {
    result.complete(value);
  }

  @Override
  public Flow.Publisher<OutputEvent> output() {
    if (publisher == null) {
      throw new IllegalStateException("the request was not streaming");
    }
    return publisher;
  }

  @Override
  public CompletionStage<ExecutionResult> result() {
    return result.minimalCompletionStage();
  }

  @Override
  public StdinOutcome writeStdin(byte[] data) {
    StdinOutcome outcome = stdin.offer(data);
    guest.interruption().wake();
    return outcome;
  }

  @Override
  public StdinOutcome endStdin() {
    StdinOutcome outcome = stdin.end();
    guest.interruption().wake();
    return outcome;
  }

  @Override
  public boolean interrupt() {
    return run.interrupt();
  }
}
