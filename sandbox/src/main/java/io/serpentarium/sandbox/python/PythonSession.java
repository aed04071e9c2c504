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
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.snapshot.GuestState;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session: a guest, and at most one execution or other use that has it. */
final class PythonSession implements Session {

  private final Guest guest;
  private final SessionOptions options;
  private final SessionFiles files;
  private final History history;
  private final SessionHouse house;

  // All under this object's monitor.
  private State state = State.IDLE;
  private boolean closeRequested;
  private long memoryBytes;
  private @Nullable PythonExecution running;

  /**
   * A session on a guest that nobody else uses, which it owns from now on.
   *
   * @param house is told when the guest is given back, once
   */
  PythonSession(Guest guest, SessionOptions options, SessionHouse house) {
    this.guest = guest;
    this.options = options;
    this.house = house;
    this.history = new History(options.history(), options.rollBack());
    this.files = new CurrentFiles(() -> guest.files().files());
    this.memoryBytes = guest.memoryBytes();
  }

  @Override
  public synchronized Execution execute(ExecutionRequest request) {
    requireIdle();
    Limits limits = request.limits().orElse(options.limits());
    PythonExecution execution =
        new PythonExecution(
            request,
            limits,
            guest,
            history,
            house.interruptGrace(),
            new CpuTurn(house.permits(), options.share(), guest.interruption()));
    if (!house.execute(() -> run(execution))) {
      guest.interruption().end();
      throw new SandboxSaturatedException("every guest thread is taken");
    }
    running = execution;
    state = State.BUSY;
    return execution;
  }

  private void requireIdle() {
    switch (state()) {
      case IDLE, HIBERNATED -> {}
      case BUSY -> throw new SessionBusyException();
      case LOST -> throw new SessionLostException();
      case CLOSED -> throw new IllegalStateException("the session is closed");
    }
  }

  private void run(PythonExecution execution) {
    ExecutionResult result = execution.run(house.watchdog());
    release(result);
    execution.complete(result);
  }

  private void release(ExecutionResult result) {
    boolean lost = result.sessionState() == SessionFate.LOST;
    release(lost ? State.LOST : State.IDLE, result.usage().peakMemoryBytes());
  }

  private void release(State next, long newMemoryBytes) {
    boolean giveBack;
    synchronized (this) {
      running = null;
      memoryBytes = newMemoryBytes;
      state = closeRequested ? State.CLOSED : next;
      giveBack = state != State.IDLE;
    }
    if (giveBack) {
      giveBack();
    }
  }

  private void giveBack() {
    guest.close();
    house.ended(this);
  }

  @Override
  public Snapshot snapshot() {
    return house.snapshotOf(used(() -> guest.capture(history.latest())));
  }

  @Override
  public void restore(Snapshot snapshot) {
    GuestState wanted = house.stateOf(snapshot);
    used(
        () -> {
          guest.become(wanted, house.quota(options), true);
          history.clear();
          return guest;
        });
  }

  @Override
  public List<Session> fork(int count) {
    requireAtLeastOne("count", count);
    GuestState shared = used(() -> guest.capture(history.latest()));
    return house.open(options, shared, count);
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1: %d".formatted(name, value));
    }
  }

  @Override
  public void undo(int executions) {
    requireAtLeastOne("executions", executions);
    used(
        () -> {
          guest.become(history.before(executions), house.quota(options), false);
          history.forget(executions);
          return guest;
        });
  }

  @Override
  public void hibernate() {
    used(
        () -> {
          guest.hibernate();
          return guest;
        });
  }

  /** Has the guest for something that is no execution, on a thread that guests can bear. */
  private <T> T used(Supplier<T> use) {
    synchronized (this) {
      requireIdle();
      state = State.BUSY;
    }
    try {
      return house.call(use);
    } finally {
      release(State.IDLE, guest.memoryBytes());
    }
  }

  @Override
  public synchronized State state() {
    if (closeRequested) {
      return State.CLOSED;
    }
    return state == State.IDLE && guest.isHibernated() ? State.HIBERNATED : state;
  }

  @Override
  public Limits limits() {
    return options.limits();
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
