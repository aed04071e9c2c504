package io.serpentarium.service.testing;

import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Sinks;

/**
 * A terminal that shows what is typed. {@code exit N} ends it, {@code full} is refused, {@code
 * size} shows the window's size, {@code edit} uses up a second, and {@code run LINE} is a
 * statement: a script, after which there is a prompt.
 */
final class ScriptedTerminal implements Terminal {

  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final StringBuilder shown = new StringBuilder();
  private final StatementGate gate;
  private final ScriptedSession session;
  private TerminalSize size;
  private Sinks.@Nullable Many<String> listener;

  ScriptedTerminal(TerminalSize size, StatementGate gate, ScriptedSession session) {
    this.size = size;
    this.gate = gate;
    this.session = session;
    show(">>> ");
  }

  boolean isOver() {
    return ended.isDone();
  }

  @Override
  public synchronized Flow.Publisher<String> output() {
    complete();
    Sinks.Many<String> fresh = Sinks.many().unicast().onBackpressureBuffer();
    fresh.tryEmitNext(shown.toString());
    listener = fresh;
    if (isOver()) {
      complete();
    }
    return JdkFlowAdapter.publisherToFlowPublisher(fresh.asFlux());
  }

  @Override
  public synchronized InputOutcome input(String text) {
    if (text.equals("full")) {
      return InputOutcome.FULL;
    }
    if (text.startsWith("exit ")) {
      ended.complete(Integer.parseInt(text.substring(5)));
      complete();
    } else if (text.startsWith("run ")) {
      run(session.statement(text.substring(4)));
    } else {
      edit(text);
    }
    return InputOutcome.ACCEPTED;
  }

  private void edit(String text) {
    if (text.equals("edit")) {
      gate.edited(Duration.ofSeconds(1));
    }
    show(text.equals("size") ? size.rows() + "x" + size.columns() : text);
  }

  private void run(ScriptedExecution statement) {
    gate.admit(statement)
        .thenAccept(
            refusal -> refusal.ifPresentOrElse(this::refused, () -> runAdmitted(statement)));
  }

  private void refused(String reason) {
    session.ended(SessionFate.KEPT);
    show(reason + "\n>>> ");
  }

  private void runAdmitted(ScriptedExecution statement) {
    show("runs\n");
    statement.start();
    var _ = statement.result().thenAccept(result -> show(result.stdout() + ">>> "));
  }

  private synchronized void show(String text) {
    shown.append(text);
    if (listener != null) {
      listener.tryEmitNext(text);
    }
  }

  private void complete() {
    if (listener != null) {
      listener.tryEmitComplete();
    }
  }

  @Override
  public synchronized void resize(TerminalSize newSize) {
    size = newSize;
  }

  @Override
  public CompletionStage<Integer> ended() {
    return ended;
  }

  @Override
  public synchronized void close() {
    ended.complete(129);
    complete();
  }
}
