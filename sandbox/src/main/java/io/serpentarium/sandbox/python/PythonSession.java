package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.SessionLostException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session: a guest, and at most one execution that has it. */
final class PythonSession implements Session {

  private final Guest guest;
  private final Limits limits;
  private final SessionFiles files;
  private final Executor guestThreads;
  private final Watchdog watchdog;
  private final Consumer<PythonSession> onClosed;

  // All under this object's monitor.
  private State state = State.IDLE;
  private boolean closeRequested;
  private long memoryBytes;
  private @Nullable PythonExecution running;

  /**
   * A session on a guest that nobody has used, which it owns from now on.
   *
   * @param onClosed told once, when the guest is given back
   */
  PythonSession(
      Guest guest,
      Limits limits,
      SessionFiles files,
      Executor guestThreads,
      Watchdog watchdog,
      Consumer<PythonSession> onClosed) {
    this.guest = guest;
    this.limits = limits;
    this.files = files;
    this.guestThreads = guestThreads;
    this.watchdog = watchdog;
    this.onClosed = onClosed;
    this.memoryBytes = guest.memoryBytes();
  }

  @Override
  public synchronized Execution execute(ExecutionRequest request) {
    requireIdle();
    Limits effective = request.limits().orElse(limits);
    PythonExecution execution = new PythonExecution(request, effective, guest);
    try {
      guestThreads.execute(() -> run(execution));
    } catch (RejectedExecutionException e) {
      guest.interruption().end();
      throw new SandboxSaturatedException("every guest thread is taken");
    }
    running = execution;
    state = State.BUSY;
    return execution;
  }

  private void requireIdle() {
    switch (state()) {
      case IDLE -> {}
      case BUSY -> throw new SessionBusyException();
      case LOST -> throw new SessionLostException();
      case CLOSED -> throw new IllegalStateException("the session is closed");
    }
  }

  private void run(PythonExecution execution) {
    ExecutionResult result = execution.run(watchdog);
    release(result);
    execution.complete(result);
  }

  private void release(ExecutionResult result) {
    boolean giveBack;
    synchronized (this) {
      running = null;
      memoryBytes = result.usage().peakMemoryBytes();
      boolean lost = result.sessionState() == SessionFate.LOST;
      state = closeRequested ? State.CLOSED : lost ? State.LOST : State.IDLE;
      giveBack = state != State.IDLE;
    }
    if (giveBack) {
      giveBack();
    }
  }

  private void giveBack() {
    guest.close();
    onClosed.accept(this);
  }

  @Override
  public synchronized State state() {
    return closeRequested ? State.CLOSED : state;
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public synchronized long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public SessionFiles files() {
    return files;
  }

  @Override
  public void close() {
    boolean giveBack;
    synchronized (this) {
      giveBack = state == State.IDLE;
      closeRequested = true;
      if (state != State.BUSY) {
        state = State.CLOSED;
      }
      if (running != null) {
        running.abandon();
      }
    }
    if (giveBack) {
      giveBack();
    }
  }
}
