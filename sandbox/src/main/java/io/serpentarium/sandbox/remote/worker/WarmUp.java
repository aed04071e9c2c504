package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotImport;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.sandbox.memory.BlockBuffer;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeHeap;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Uses all of a sandbox once, so that whatever the JVM and its libraries open at first use is open
 * before the process is sealed.
 */
final class WarmUp {

  private static final int PATIENCE_SECONDS = 60;
  private static final byte[] KEY = new byte[SnapshotKey.LEAST_BYTES];

  private final Sandbox sandbox;

  private WarmUp(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  static void of(Sandbox sandbox) {
    WarmUp warmUp = new WarmUp(sandbox);
    try (Session session = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT).withHistory(2))) {
      warmUp.executions(session);
      warmUp.files(session);
      warmUp.states(session);
      warmUp.terminal(session);
    }
  }

  private void executions(Session session) {
    ended(session, ExecutionRequest.cell("1 / 0"));
    ended(
        session,
        ExecutionRequest.script("print(input(), end='')\nopen('/sandbox/f', 'w').write('x')")
            .withStdin(Stdin.text("warm\n"))
            .withArguments(List.of("a")));
    ended(session, ExecutionRequest.cell("6 * 7").after("0").withoutTrace());
    Execution waiting =
        session.execute(
            ExecutionRequest.cell("input('? ')").withStdin(Stdin.open()).withStreaming());
    waiting.output().subscribe(new Reader<OutputEvent>(waiting::interrupt));
    awaited(waiting);
    Execution reading = session.execute(ExecutionRequest.cell("input()").withStdin(Stdin.open()));
    reading.writeStdin("x\n".getBytes(StandardCharsets.UTF_8));
    reading.endStdin();
    awaited(reading);
    if (!(ended(session, ExecutionRequest.cell("6 * 7")).outcome() instanceof Outcome.Completed)) {
      throw new IllegalStateException("the first program failed");
    }
  }

  private void files(Session session) {
    session.files().write("warm/up", new byte[1]);
    session.files().read("warm/up");
    session.files().move("warm/up", "warm/down");
    session.files().list();
    session.files().usedBytes();
    session.files().deleteTree("warm");
  }

  private void states(Session session) {
    NativeHeap heap = new NativeHeap();
    BlockBuffer exported =
        new BlockBuffer(new Blocks(heap, MemoryAccount.unlimited(), MemoryAccount.Use.SNAPSHOT));
    SnapshotKey key = new SnapshotKey(KEY);
    try (Snapshot snapshot = session.snapshot();
        Sandbox.Preparation _ = sandbox.prepare(snapshot, 0, MemoryAccount.unlimited())) {
      try (OutputStream out = exported.appender()) {
        snapshot.export(out, key);
      }
      try (Snapshot read =
              sandbox.importSnapshot(exported.reader(), SnapshotImport.ofAnybody().signedBy(key));
          Session opened = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT), read)) {
        ended(opened, ExecutionRequest.cell("6 * 7"));
        opened.restore(snapshot);
        opened.hibernate();
        ended(opened, ExecutionRequest.cell("6 * 7"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      exported.release();
      heap.close();
    }
    session.fork(1).forEach(Session::close);
    session.undo(1);
  }

  private void terminal(Session session) {
    Terminal terminal = session.openTerminal(TerminalSize.DEFAULT);
    terminal.output().subscribe(new Reader<String>(terminal::close));
    terminal.input("6 * 7\r");
    try {
      terminal.ended().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the terminal did not end", e);
    }
  }

  private static ExecutionResult ended(Session session, ExecutionRequest request) {
    return awaited(session.execute(request));
  }

  private static ExecutionResult awaited(Execution execution) {
    try {
      return execution.result().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the execution did not end", e);
    }
  }

  /** Takes whatever comes, and does something at each. */
  private static final class Reader<T> implements Flow.Subscriber<T> {

    private final Runnable action;

    Reader(Runnable action) {
      this.action = action;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T item) {
      action.run();
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }
}
