package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.Terminal.InputOutcome;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.service.core.execution.Workers;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A session's terminal with a user at it. Leaving cancels the output only; all else stays. */
public final class AttachedTerminal {

  private final LiveSession session;
  private final Terminal terminal;
  private final Workers workers;

  AttachedTerminal(LiveSession session, Terminal terminal, Workers workers) {
    this.session = session;
    this.terminal = terminal;
    this.workers = workers;
  }

  /**
   * Returns the output, from the oldest that is remembered. Completes with the terminal, or when
   * another subscriber takes over.
   */
  public Flux<String> output() {
    return workers.onWorkers(
        Flux.defer(() -> JdkFlowAdapter.flowPublisherToFlux(terminal.output())));
  }

  /** Returns the exit code once the terminal has ended. */
  public Mono<Integer> exitCode() {
    return Mono.defer(() -> Mono.fromCompletionStage(terminal.ended()));
  }

  /** Returns whether the terminal has ended. */
  public boolean hasEnded() {
    return terminal.ended().toCompletableFuture().isDone();
  }

  /** Types text, and returns whether the terminal accepted it. */
  public Mono<Boolean> type(String text) {
    return workers.call(
        () -> {
          var _ = session.touch();
          return terminal.input(text) == InputOutcome.ACCEPTED;
        });
  }

  /** Resizes the window. */
  public Mono<Void> resize(TerminalSize size) {
    return workers.run(() -> terminal.resize(size));
  }
}
