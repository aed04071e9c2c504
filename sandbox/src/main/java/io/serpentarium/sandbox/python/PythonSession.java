package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.LimitBelowHeldException;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.SandboxException;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.StatementGate;
import io.serpentarium.sandbox.Terminal;
import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.sandbox.python.GuestRun.Conclusion;
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
  private @Nullable GuestRun running;
  private @Nullable PythonTerminal terminal;
  private boolean editing;

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
    awaitEditor();
    requireIdle();
    Limits limits = request.limits().orElse(options.limits());
    requireRoom(limits);
    guest.promise(limits);
    PythonExecution execution =
        new PythonExecution(request, limits, guest, history, house.interruptGrace(), newTurn());
    if (!house.execute(() -> run(execution))) {
      guest.interruption().end();
      guest.settlePromise();
      throw new SandboxSaturatedException("every guest thread is taken");
    }
    running = execution.guestRun();
    state = State.BUSY;
    return execution;
  }

  private void requireRoom(Limits limits) {
    if (limits.memoryBytes() < memoryBytes) {
      throw new LimitBelowHeldException(limits.memoryBytes(), memoryBytes);
    }
  }

  private CpuTurn newTurn() {
    return new CpuTurn(house.permits(), options.share(), guest.interruption());
  }

  /** What is typed at the prompt takes milliseconds, and is no reason to refuse anything. */
  private synchronized void awaitEditor() {
    try {
      while (editing) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SessionBusyException();
    }
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
    try {
      ExecutionResult result = execution.run(house.watchdog());
      release(result);
      execution.complete(result);
    } catch (SandboxException refused) {
      free(SessionFate.KEPT);
      serveTerminal();
      execution.refuse(refused);
    }
  }

  private void release(ExecutionResult result) {
    free(result.sessionState());
    serveTerminal();
  }

  private void free(Conclusion conclusion) {
    free(conclusion.fate());
  }

  private void free(SessionFate fate) {
    if (fate == SessionFate.LOST) {
      free(State.LOST, 0);
    } else {
      free(State.IDLE, guest.memoryBytes());
    }
  }

  private void free(State next, long newMemoryBytes) {
    State now;
    synchronized (this) {
      running = null;
      editing = false;
      notifyAll();
      memoryBytes = newMemoryBytes;
      guest.settlePromise();
      now = closeRequested ? State.CLOSED : next;
      state = now;
    }
    if (now == State.LOST) {
      end(guest::closeMemory);
    } else if (now == State.CLOSED) {
      giveBack(next == State.IDLE);
    }
  }

  /**
   * Gives the guest back.
   *
   * @param returned whether the last call into it returned
   */
  private void giveBack(boolean returned) {
    end(
        () -> {
          if (returned && !options.rollBack()) {
            guest.leave();
            house.retire(guest);
          } else {
            guest.close();
          }
        });
  }

  /** Ends what the session is; the files of one that is lost are there until it is closed. */
  private void end(Runnable release) {
    PythonTerminal hungUp = terminal;
    if (hungUp != null) {
      hungUp.close();
    }
    history.clear();
    release.run();
    house.ended(this);
  }

  @Override
  public synchronized Terminal openTerminal(TerminalSize size, StatementGate gate) {
    switch (state()) {
      case IDLE, HIBERNATED, BUSY -> {}
      case LOST -> throw new SessionLostException();
      case CLOSED -> throw new IllegalStateException("the session is closed");
    }
    PythonTerminal open = terminal;
    if (open == null || open.isOver()) {
      open =
          new PythonTerminal(size, options.limits(), gate, this::wake, guest.interruption()::wake);
      terminal = open;
      serveTerminal();
    }
    return open;
  }

  private void wake() {
    guest.interruption().wake();
    serveTerminal();
  }

  /** Does what there is to do for the terminal, unless something else has the guest. */
  private synchronized void serveTerminal() {
    PythonTerminal served = terminal;
    if (served != null && takeFor(served) && !house.execute(() -> serve(served))) {
      state = State.IDLE;
      editing = false;
    }
  }

  /** Takes the session for its terminal, if that has something to do and nothing else has it. */
  private synchronized boolean takeFor(PythonTerminal served) {
    boolean taken = state == State.IDLE && !closeRequested && served.hasWork();
    if (taken) {
      state = State.BUSY;
      editing = true;
    }
    return taken;
  }

  /** Takes step after step until there is none, or something else has the session. */
  private void serve(PythonTerminal served) {
    do {
      TerminalStep step = served.next();
      if (step == null) {
        free(State.IDLE, guest.memoryBytes());
      } else if (step.isStatement()) {
        runStatement(served, step, begin(served, step));
      } else if (served.admitsEdit(step)) {
        edit(served, step, begin(served, step));
      } else {
        free(SessionFate.KEPT);
      }
    } while (takeFor(served));
    serveTerminal();
  }

  private void edit(PythonTerminal served, TerminalStep step, GuestRun run) {
    try {
      Conclusion conclusion = served.perform(step, run, guest, house.watchdog());
      free(conclusion);
      served.account(conclusion);
    } catch (SandboxException refused) {
      served.refused(step);
      free(SessionFate.KEPT);
    }
  }

  /** Runs a statement if it may. Whoever hears of its end finds the session free. */
  private void runStatement(PythonTerminal served, TerminalStep step, GuestRun run) {
    TerminalStatement statement = new TerminalStatement(run);
    if (served.admits(statement)) {
      try {
        Conclusion conclusion = served.perform(step, run, guest, house.watchdog());
        free(conclusion);
        statement.conclude(conclusion);
      } catch (SandboxException refused) {
        served.refused(step);
        free(SessionFate.KEPT);
        statement.refuse(refused);
      }
    } else {
      guest.interruption().end();
      free(State.IDLE, guest.memoryBytes());
    }
  }

  private synchronized GuestRun begin(PythonTerminal served, TerminalStep step) {
    History remembered = step.isStatement() ? history : new History(0, options.rollBack());
    GuestRun run =
        new GuestRun(served.limits(step), guest, remembered, house.interruptGrace(), newTurn());
    running = run;
    editing = !step.isStatement();
    notifyAll();
    if (closeRequested) {
      run.abandon();
    }
    return run;
  }

  @Override
  public Snapshot snapshot() {
    return house.snapshotOf(
        used(() -> guest.capture(history.latest(), Use.SNAPSHOT)), options.account());
  }

  @Override
  public void restore(Snapshot snapshot) {
    GuestState wanted = house.stateOf(snapshot);
    try {
      GuestBounds bounds = house.bounds(options);
      bounds.requireFits(wanted);
      options.cpu().requireLeft();
      used(
          () -> {
            guest.become(wanted, bounds, true);
            history.clear();
            reopenTerminal();
            return guest;
          });
    } finally {
      wanted.release();
    }
  }

  @Override
  public List<Session> fork(int count) {
    requireAtLeastOne("count", count);
    try (GuestState shared = used(() -> guest.capture(history.latest(), Use.SNAPSHOT))) {
      return house.open(options, shared, count);
    }
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
          GuestState wanted = history.before(executions);
          guest.become(wanted, house.bounds(options).withMemoryOf(wanted), false);
          history.forget(executions);
          reopenTerminal();
          return guest;
        });
  }

  private synchronized void reopenTerminal() {
    if (terminal != null && !terminal.isOver()) {
      terminal.reopen();
    }
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
      awaitEditor();
      requireIdle();
      state = State.BUSY;
    }
    try {
      return house.call(use);
    } finally {
      free(State.IDLE, guest.memoryBytes());
      serveTerminal();
    }
  }

  @Override
  public synchronized State state() {
    if (closeRequested) {
      return State.CLOSED;
    }
    State seen = editing ? State.IDLE : state;
    return seen == State.IDLE && guest.isHibernated() ? State.HIBERNATED : seen;
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
    State before;
    synchronized (this) {
      before = state;
      closeRequested = true;
      if (state != State.BUSY) {
        state = State.CLOSED;
      }
      if (running != null) {
        running.abandon();
      }
    }
    if (before == State.IDLE) {
      giveBack(true);
    } else if (before == State.LOST) {
      guest.leave();
    }
  }
}
