package io.serpentarium.sandbox.python;

import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import org.jline.builtins.ScreenTerminal;

/** A terminal's window as somebody sees it, by a terminal emulator that knows nothing of ours. */
final class TerminalScreen implements Flow.Subscriber<String> {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScreenTerminal screen;
  private final StringBuilder raw = new StringBuilder();
  private volatile boolean completed;

  private TerminalScreen(TerminalSize size) {
    this.screen = new ScreenTerminal(size.columns(), size.rows());
  }

  /** Shows a terminal from now on. */
  static TerminalScreen of(Terminal terminal, TerminalSize size) {
    TerminalScreen screen = new TerminalScreen(size);
    terminal.output().subscribe(screen);
    return screen;
  }

  /** What is on the screen, without blank ends of lines and without blank lines at the end. */
  String text() {
    return screen
        .toString()
        .lines()
        .map(String::stripTrailing)
        .reduce("", (a, b) -> a + b + "\n")
        .stripTrailing();
  }

  List<String> lines() {
    return text().lines().toList();
  }

  /** All that came, escape sequences included. */
  String raw() {
    synchronized (raw) {
      return raw.toString();
    }
  }

  boolean completed() {
    return completed;
  }

  /** Waits until the last lines on the screen are these. */
  void awaitEnd(String... lines) {
    String wanted = String.join("\n", lines);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                org.assertj.core.api.Assertions.assertThat("\n" + text()).endsWith("\n" + wanted));
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String text) {
    synchronized (raw) {
      raw.append(text);
    }
    screen.write(text);
  }

  @Override
  public void onError(Throwable failure) {
    throw new AssertionError(failure);
  }

  @Override
  public void onComplete() {
    completed = true;
  }
}
