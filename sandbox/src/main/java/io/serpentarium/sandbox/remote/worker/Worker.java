package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.remote.wire.Failures;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Link.Answer;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import io.serpentarium.sandbox.remote.wire.Results;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Serves a sandbox to a front. */
final class Worker implements Link.Peer {

  /** The time to wait for a front, whose end ends this process. */
  private static final long PATIENCE_SECONDS = 3_600;

  /** The milliseconds between two heartbeats. */
  private static final long HEARTBEAT_MILLIS = 500;

  private final Sandbox sandbox;
  private final Link link;
  private final Streams streams;
  private final SessionCalls sessions;
  private final SnapshotCalls snapshots;
  private final FileCalls files;
  private final TerminalCalls terminals;
  private final Queue<WeakReference<FrontAccount>> accounts = new ConcurrentLinkedQueue<>();
  private final AtomicLong statements = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService calls =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("call-", 0).factory());

  /** Runs what has to be done in order: subscriptions, and the demand of those. */
  private final ExecutorService inOrder =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("streams").factory());

  Worker(Sandbox sandbox, InputStream in, OutputStream out) {
    this.sandbox = sandbox;
    this.link = new Link(in, out, this, true);
    this.streams = new Streams(link);
    this.sessions = new SessionCalls(this, sandbox);
    this.snapshots = new SnapshotCalls(this, sandbox);
    this.files = new FileCalls(this);
    this.terminals = new TerminalCalls(this);
  }

  /**
   * Serves until the front is gone.
   *
   * @param sealed the names of what this process has given up
   */
  void serve(List<String> sealed) throws InterruptedException {
    link.tellNow(
        Operation.READY,
        out -> {
          out.number(Link.VERSION).each(sealed, (each, name) -> each.text(name));
          Results.write(out, sandbox.info());
        });
    link.start("link");
    do {
      settleAll();
      link.tell(Operation.HEARTBEAT, out -> Results.write(out, sandbox.statistics()));
    } while (!ended.await(HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS));
  }

  Link link() {
    return link;
  }

  /** Asks the front, whose answers may be of any length. */
  CompletableFuture<FrameReader> ask(Operation operation, Consumer<FrameWriter> content) {
    return link.ask(operation, Integer.MAX_VALUE, Failures::readAny, content);
  }

  /** Asks the front and waits for its answer. */
  FrameReader answerOf(Operation operation, Consumer<FrameWriter> content) {
    return link.await(ask(operation, content), PATIENCE_SECONDS);
  }

  /** Has an account give back its credit from time to time, for as long as it is in use. */
  FrontAccount add(FrontAccount account) {
    accounts.add(new WeakReference<>(account));
    return account;
  }

  private void settleAll() {
    accounts.removeIf(account -> account.refersTo(null));
    for (WeakReference<FrontAccount> each : accounts) {
      FrontAccount account = each.get();
      if (account != null) {
        account.settle();
      }
    }
  }

  Streams streams() {
    return streams;
  }

  SessionCalls sessions() {
    return sessions;
  }

  SnapshotCalls snapshots() {
    return snapshots;
  }

  /** Returns a number for a statement, which no execution of the front's choosing has. */
  long nextStatement() {
    return -statements.incrementAndGet();
  }

  @Override
  public void told(Operation operation, FrameReader in) {
    switch (operation) {
      case SUBSCRIBE -> inOrder.execute(() -> terminals.subscribe(in));
      case DEMAND -> inOrder.execute(() -> streams.request(in));
      case CANCEL -> inOrder.execute(() -> streams.cancel(in));
      case CLOSE_SESSION -> calls.execute(() -> sessions.close(in));
      case CLOSE_SNAPSHOT -> calls.execute(() -> snapshots.close(in));
      case CLOSE_PREPARATION -> calls.execute(() -> snapshots.closePreparation(in));
      case CLOSE_FILE -> calls.execute(() -> files.close(in));
      case RESIZE -> inOrder.execute(() -> terminals.resize(in));
      case HANG_UP -> calls.execute(() -> terminals.hangUp(in));
      case FORGET -> calls.execute(() -> terminals.forget(in));
      default -> throw new ProtocolException(operation + " wants an answer");
    }
  }

  @Override
  public void asked(Operation operation, FrameReader in, Answer answer) {
    calls.execute(
        () -> {
          try {
            call(operation, in, answer);
          } catch (IOException | RuntimeException | Error e) {
            settleAll();
            answer.refuse(e);
          }
        });
  }

  private void call(Operation operation, FrameReader in, Answer answer) throws IOException {
    switch (operation) {
      case OPEN -> sessions.open(in, answer);
      case EXECUTE -> sessions.execute(in, answer, Session::execute);
      case EXECUTE_BESIDE -> sessions.execute(in, answer, Session::executeBeside);
      case WRITE_STDIN -> sessions.writeStdin(in, answer);
      case END_STDIN -> sessions.endStdin(in, answer);
      case INTERRUPT -> sessions.interrupt(in, answer);
      case SNAPSHOT -> sessions.snapshot(in, answer);
      case RESTORE -> sessions.restore(in, answer);
      case FORK -> sessions.fork(in, answer);
      case UNDO -> sessions.undo(in, answer);
      case HIBERNATE -> sessions.hibernate(in, answer);
      case IMPORT -> snapshots.read(in, answer);
      case EXPORT -> snapshots.export(in, answer);
      case PREPARE -> snapshots.prepare(in, answer);
      case WRITE_FILE -> files.write(in, answer);
      case OPEN_FILE -> files.open(in, answer);
      case READ_FILE -> files.read(in, answer);
      case DELETE_FILE -> files.delete(in, answer);
      case MAKE_DIRECTORY -> files.makeDirectory(in, answer);
      case MOVE_FILE -> files.move(in, answer);
      case DELETE_TREE -> files.deleteTree(in, answer);
      case USED_BYTES -> files.usedBytes(in, answer);
      case LIST_FILES -> files.list(in, answer);
      case OPEN_TERMINAL -> terminals.open(in, answer);
      case TERMINAL_INPUT -> terminals.input(in, answer);
      default -> throw new ProtocolException(operation + " wants no answer");
    }
  }

  @Override
  public void ended(String reason) {
    ended.countDown();
  }
}
