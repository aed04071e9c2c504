package io.serpentarium.service.testing;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.HistoryExceededException;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotKey;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A session that follows scripts. */
public final class ScriptedSession implements Session {

  private final SessionOptions options;
  private final Function<InMemoryFiles, ScriptedSession> opener;
  private final Deque<InMemoryFiles> history = new ArrayDeque<>();
  private InMemoryFiles files;
  private State state = State.IDLE;
  private final List<ScriptedExecution> beside = new ArrayList<>();
  private @Nullable ScriptedExecution running;
  private @Nullable ExecutionRequest lastRequest;
  private @Nullable ScriptedTerminal terminal;

  /**
   * A session of these files, which it owns.
   *
   * @param opener opens another one
   */
  ScriptedSession(
      SessionOptions options,
      InMemoryFiles files,
      Function<InMemoryFiles, ScriptedSession> opener) {
    this.options = options;
    this.files = files;
    this.opener = opener;
  }

  /** Files at one moment. */
  record FilesSnapshot(InMemoryFiles files) implements Snapshot {

    @Override
    public long sizeBytes() {
      return 1000;
    }

    @Override
    public Instant createdAt() {
      return Instant.EPOCH;
    }

    @Override
    public void export(OutputStream out) throws IOException {
      out.write(files.read("a"));
    }

    @Override
    public void export(OutputStream out, SnapshotKey key) throws IOException {
      export(out);
    }

    @Override
    public Snapshot share() {
      return this;
    }

    @Override
    public void close() {}
  }

  @Override
  public synchronized Execution execute(ExecutionRequest request) {
    requireIdle();
    state = State.BUSY;
    remember();
    lastRequest = request;
    ScriptedExecution started = new ScriptedExecution(request, files, this::ended);
    running = started;
    started.start();
    return started;
  }

  @Override
  public synchronized Execution executeBeside(ExecutionRequest request) {
    if (state == State.CLOSED) {
      throw new IllegalStateException("closed");
    }
    lastRequest = request;
    ScriptedExecution started = new ScriptedExecution(request, files, fate -> {});
    beside.add(started);
    started.start();
    return started;
  }

  private void remember() {
    history.push(files.copy());
    if (history.size() > options.history()) {
      history.removeLast();
    }
  }

  private void requireIdle() {
    switch (state) {
      case IDLE, HIBERNATED -> {}
      case BUSY -> throw new SessionBusyException();
      case LOST -> throw new SessionLostException();
      case CLOSED -> throw new IllegalStateException("closed");
    }
  }

  @Override
  public synchronized Snapshot snapshot() {
    requireIdle();
    return new FilesSnapshot(files.copy());
  }

  @Override
  public synchronized void restore(Snapshot snapshot) {
    requireIdle();
    files = ((FilesSnapshot) snapshot).files().copy();
  }

  @Override
  public synchronized List<Session> fork(int count) {
    requireIdle();
    return Stream.generate(() -> (Session) opener.apply(files.copy())).limit(count).toList();
  }

  @Override
  public synchronized void undo(int executions) {
    requireIdle();
    if (executions > history.size()) {
      throw new HistoryExceededException(executions, history.size());
    }
    for (int i = 0; i < executions; i++) {
      files = history.pop();
    }
  }

  @Override
  public synchronized void hibernate() {
    requireIdle();
    state = State.HIBERNATED;
  }

  @Override
  public synchronized Terminal openTerminal(TerminalSize size, StatementGate gate) {
    ScriptedTerminal open = terminal;
    if (open == null || open.isOver()) {
      open = new ScriptedTerminal(size, gate, this);
      terminal = open;
    }
    return open;
  }

  @Override
  public synchronized State state() {
    return state;
  }

  @Override
  public Limits limits() {
    return options.limits();
  }

  @Override
  public long memoryBytes() {
    return 1 << 20;
  }

  @Override
  public synchronized SessionFiles files() {
    return files;
  }

  @Override
  public synchronized void close() {
    state = State.CLOSED;
    if (running != null) {
      running.stop();
    }
    beside.forEach(ScriptedExecution::stop);
  }

  /** The request of the latest execution. */
  public synchronized @Nullable ExecutionRequest lastRequest() {
    return lastRequest;
  }

  /** Whether this code is what it executed last. */
  synchronized boolean hasExecuted(String code) {
    return lastRequest != null
        && (lastRequest.code().equals(code)
            || (lastRequest.code().startsWith("check(")
                && lastRequest.code().contains("\"%s\"".formatted(code.replace("\n", "\\n")))));
  }

  /** The latest execution. */
  public synchronized @Nullable ScriptedExecution latest() {
    return running;
  }

  synchronized boolean isAlive() {
    return state != State.LOST && state != State.CLOSED;
  }

  /** Takes the session for a statement of its terminal. */
  synchronized ScriptedExecution statement(String code) {
    requireIdle();
    state = State.BUSY;
    ScriptedExecution statement =
        new ScriptedExecution(ExecutionRequest.cell(code), files, this::ended);
    running = statement;
    return statement;
  }

  synchronized void ended(SessionFate fate) {
    if (state == State.BUSY) {
      state = fate == SessionFate.LOST ? State.LOST : State.IDLE;
    }
  }
}
