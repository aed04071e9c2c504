package io.serpentarium.service.testing;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.Usage;
import io.serpentarium.service.testing.Script.End;
import io.serpentarium.service.testing.Script.Ended;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** An execution that follows a script on a thread of its own. */
public final class ScriptedExecution implements Execution {

  private static final int STDIN_BYTES = 64 << 10;
  private static final int BUFFERED_EVENTS = 16;

  private final ExecutionRequest request;
  private final InMemoryFiles files;
  private final Consumer<SessionFate> ended;
  private final SubmissionPublisher<OutputEvent> publisher =
      new SubmissionPublisher<>(Executors.newVirtualThreadPerTaskExecutor(), BUFFERED_EVENTS);
  private final CountDownLatch subscribed = new CountDownLatch(1);
  private final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
  private final StringBuilder stdout = new StringBuilder();
  private final StringBuilder stderr = new StringBuilder();
  private final List<String> displays = new ArrayList<>();
  private final StringBuilder stdin = new StringBuilder();
  private final AtomicLong written = new AtomicLong();
  private boolean eof;
  private boolean interrupted;
  private boolean stopped;

  ScriptedExecution(ExecutionRequest request, InMemoryFiles files, Consumer<SessionFate> ended) {
    this.request = request;
    this.files = files;
    this.ended = ended;
    if (request.stdin() instanceof Stdin.Text(String text)) {
      stdin.append(text);
      eof = true;
    }
  }

  void start() {
    Thread.ofPlatform().daemon().name("script").start(this::run);
  }

  @Override
  public Flow.Publisher<OutputEvent> output() {
    return subscriber -> {
      publisher.subscribe(subscriber);
      subscribed.countDown();
    };
  }

  @Override
  public CompletionStage<ExecutionResult> result() {
    return result;
  }

  @Override
  public synchronized StdinOutcome writeStdin(byte[] data) {
    if (eof || result.isDone()) {
      return StdinOutcome.CLOSED;
    }
    if (stdin.length() + data.length > STDIN_BYTES) {
      return StdinOutcome.FULL;
    }
    stdin.append(new String(data, StandardCharsets.UTF_8));
    notifyAll();
    return StdinOutcome.ACCEPTED;
  }

  @Override
  public synchronized StdinOutcome endStdin() {
    if (eof || result.isDone()) {
      return StdinOutcome.CLOSED;
    }
    eof = true;
    notifyAll();
    return StdinOutcome.ACCEPTED;
  }

  @Override
  public synchronized boolean interrupt() {
    interrupted = true;
    subscribed.countDown();
    notifyAll();
    return !result.isDone();
  }

  /** Whether somebody interrupted it. */
  public synchronized boolean wasInterrupted() {
    return interrupted;
  }

  /** How many characters it has written. */
  public long written() {
    return written.get();
  }

  synchronized void stop() {
    stopped = true;
    subscribed.countDown();
    notifyAll();
  }

  SessionFiles files() {
    return files;
  }

  void writeOut(String text) {
    stdout.append(text);
    publish(new OutputEvent.Stdout(text), text.length());
  }

  void display(String line) {
    displays.add(line);
    publish(new OutputEvent.Display(line), 0);
  }

  void writeErr(String text) {
    stderr.append(text);
    publish(new OutputEvent.Stderr(text), text.length());
  }

  String readLine(String prompt) {
    writeOut(prompt);
    publish(new OutputEvent.InputRequest(prompt), 0);
    return takeLine();
  }

  synchronized void awaitInterrupt() {
    awaitChange(() -> false);
  }

  synchronized void awaitStop() {
    while (!stopped) {
      awaitNotification();
    }
    endIfStopped();
  }

  private synchronized String takeLine() {
    awaitChange(() -> eof || stdin.indexOf("\n") >= 0);
    int end = stdin.indexOf("\n");
    String line = stdin.substring(0, end < 0 ? stdin.length() : end + 1);
    stdin.delete(0, line.length());
    return line;
  }

  private void awaitChange(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      endIfStopped();
      if (interrupted) {
        throw new Ended(new Outcome.Interrupted(), SessionFate.KEPT);
      }
      awaitNotification();
    }
  }

  private void endIfStopped() {
    if (stopped) {
      throw new Ended(new Outcome.Crashed("closed"), SessionFate.LOST);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // every caller loops
  private void awaitNotification() {
    try {
      wait();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void publish(OutputEvent event, int length) {
    if (request.streaming()) {
      while (publisher.offer(event, 10, TimeUnit.MILLISECONDS, null) < 0) {
        endIfInterrupted();
      }
    }
    written.addAndGet(length);
    endIfInterrupted();
  }

  private synchronized void endIfInterrupted() {
    awaitChange(() -> !stopped && !interrupted);
  }

  private void run() {
    End end = follow();
    String out = stdout.toString();
    Usage usage =
        new Usage(Duration.ofNanos(1_234_567), Duration.ofNanos(1_000_000), 1 << 20, out.length());
    ended.accept(end.fate());
    publisher.close();
    result.complete(
        new ExecutionResult(
            end.outcome(),
            out,
            stderr.toString(),
            false,
            false,
            List.copyOf(displays),
            end.fate(),
            usage,
            end.limitsMet()));
  }

  private End follow() {
    try {
      if (request.streaming()) {
        subscribed.await();
      }
      return new Script(this).run(request.code());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
