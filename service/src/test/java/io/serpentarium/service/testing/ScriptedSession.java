package io.serpentarium.service.testing;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session that follows scripts. */
public final class ScriptedSession implements Session {

  private final Limits limits;
  private final InMemoryFiles files = new InMemoryFiles();
  private State state = State.IDLE;
  private @Nullable ScriptedExecution running;
  private @Nullable ExecutionRequest lastRequest;

  ScriptedSession(Limits limits) {
    this.limits = limits;
  }

  @Override
  public synchronized Execution execute(ExecutionRequest request) {
    switch (state) {
      case IDLE, HIBERNATED -> {}
      case BUSY -> throw new SessionBusyException();
      case LOST -> throw new SessionLostException();
      case CLOSED -> throw new IllegalStateException("closed");
    }
    state = State.BUSY;
    lastRequest = request;
    ScriptedExecution started = new ScriptedExecution(request, files, this::ended);
    running = started;
    started.start();
    return started;
  }

  @Override
  public Snapshot snapshot() {
    throw new UnsupportedOperationException("no script has snapshots");
  }

  @Override
  public void restore(Snapshot snapshot) {
    throw new UnsupportedOperationException("no script has snapshots");
  }

  @Override
  public List<Session> fork(int count) {
    throw new UnsupportedOperationException("no script has forks");
  }

  @Override
  public void undo(int executions) {
    throw new UnsupportedOperationException("no script has a history");
  }

  @Override
  public void hibernate() {
    throw new UnsupportedOperationException("no script hibernates");
  }

  @Override
  public synchronized State state() {
    return state;
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public long memoryBytes() {
    return 1 << 20;
  }

  @Override
  public SessionFiles files() {
    return files;
  }

  @Override
  public synchronized void close() {
    state = State.CLOSED;
    if (running != null) {
      running.stop();
    }
  }

  /** The request of the latest execution. */
  public synchronized @Nullable ExecutionRequest lastRequest() {
    return lastRequest;
  }

  /** The latest execution. */
  public synchronized @Nullable ScriptedExecution latest() {
    return running;
  }

  synchronized boolean isAlive() {
    return state == State.IDLE || state == State.BUSY;
  }

  private synchronized void ended(SessionFate fate) {
    if (state == State.BUSY) {
      state = fate == SessionFate.LOST ? State.LOST : State.IDLE;
    }
  }
}
