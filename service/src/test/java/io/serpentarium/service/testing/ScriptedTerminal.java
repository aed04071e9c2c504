package io.serpentarium.service.testing;

import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Sinks;

/**
 * A terminal that shows what is typed. {@code exit N} ends it, {@code full} is refused, {@code
 * size} shows the window's size.
 */
final class ScriptedTerminal implements Terminal {

  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final StringBuilder shown = new StringBuilder();
  private TerminalSize size;
  private Sinks.@Nullable Many<String> listener;

  ScriptedTerminal(TerminalSize size) {
    this.size = size;
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
    } else {
      show(text.equals("size") ? size.rows() + "x" + size.columns() : text);
    }
    return InputOutcome.ACCEPTED;
  }

  private void show(String text) {
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
