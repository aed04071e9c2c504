package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.Terminal.InputOutcome;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.service.core.execution.Workers;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A session's terminal with somebody at it. Whoever leaves cancels the output; all else stays. */
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
   * What it shows, from the last of it that is remembered. Completes with the terminal, or when
   * somebody else listens.
   */
  public Flux<String> output() {
    return workers.reach(Flux.defer(() -> JdkFlowAdapter.flowPublisherToFlux(terminal.output())));
  }

  /** The exit code, when it has ended; empty while it goes on. */
  public Mono<Integer> exitCode() {
    return Mono.defer(() -> Mono.fromCompletionStage(terminal.ended()));
  }

  /** Whether it has ended. */
  public boolean hasEnded() {
    return terminal.ended().toCompletableFuture().isDone();
  }

  /** Types text; gives whether it was taken. */
  public Mono<Boolean> type(String text) {
    return workers.call(
        () -> {
          var _ = session.touch();
          return terminal.input(text) == InputOutcome.ACCEPTED;
        });
  }

  /** Gives the window another size. */
  public Mono<Void> resize(TerminalSize size) {
    return workers.run(() -> terminal.resize(size));
  }
}
