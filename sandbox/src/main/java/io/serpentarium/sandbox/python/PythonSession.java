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
  private final SideExecutions beside;

  // All under this object's monitor.
  private Life life = Life.OPEN;
  private Holder holder = Holder.NOBODY;
  private boolean closeRequested;
  private long memoryBytes;
  private @Nullable PythonTerminal terminal;

  /**
   * Creates a session on a guest, which it owns from now on.
   *
   * @param house the sandbox, notified once when the guest is released
   */
  PythonSession(Guest guest, SessionOptions options, SessionHouse house) {
    this.guest = guest;
    this.options = options;
    this.house = house;
    this.history = new History(options.history(), options.rollBack());
    this.files = new CurrentFiles(() -> guest.files().files());
    this.beside = new SideExecutions(guest, options.limits(), house);
    this.memoryBytes = guest.memoryBytes();
  }

  @Override
  public Execution execute(ExecutionRequest request) {
    Limits limits = request.limits().orElse(options.limits());
    take(limits);
    PythonExecution execution;
    try {
      guest.promise(limits);
      execution =
          new PythonExecution(request, limits, guest, historyFor(request), house, newTurn());
    } catch (RuntimeException | Error e) {
      giveUp();
      throw e;
    }
    hold(execution.guestRun());
    if (!house.execute(() -> run(execution))) {
      guest.interruption().end();
      giveUp();
      throw new SandboxSaturatedException("every guest thread is busy");
    }
    return execution;
  }

  /**
   * Takes the session for an execution. What that needs is acquired without the monitor, since an
   * account may have to ask another process.
   */
  private synchronized void take(Limits limits) {
    awaitEditor();
    requireIdle();
    requireRoom(limits);
    holder = Holder.CALL;
  }

  private synchronized void hold(GuestRun run) {
    holder = new Running(run);
    if (closeRequested) {
      run.abandon();
    }
  }

  private void giveUp() {
    free(SessionFate.KEPT);
    serveTerminal();
  }

  @Override
  public Execution executeBeside(ExecutionRequest request) {
    synchronized (this) {
      if (!closeRequested && life == Life.LOST) {
        throw new SessionLostException();
      }
    }
    return beside.start(request);
  }

  /** Returns the history to use; an execution that leaves no trace has nothing to undo. */
  private History historyFor(ExecutionRequest request) {
    return request.kept() ? history : new History(0, options.rollBack());
  }

  private void requireRoom(Limits limits) {
    if (limits.memoryBytes() < memoryBytes) {
      throw new LimitBelowHeldException(limits.memoryBytes(), memoryBytes);
    }
  }

  private CpuTurn newTurn() {
    return guest.owner().newTurn(guest.interruption());
  }

  /**
   * Waits for an edit at the prompt, which takes milliseconds, and is no reason to refuse anything.
   */
  private synchronized void awaitEditor() {
    try {
      while (holder instanceof Editing) {
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
      ExecutionResult result = execution.run();
      release(result);
      execution.complete(result);
    } catch (SandboxException refused) {
      giveUp();
      execution.refuse(refused);
    }
  }

  private void release(ExecutionResult result) {
    free(result.sessionState());
    serveTerminal();
  }

  private void free(SessionFate fate) {
    boolean lost = fate == SessionFate.LOST;
    long bytes = lost ? 0 : guest.memoryBytes();
    guest.settlePromise();
    Life now;
    synchronized (this) {
      holder = Holder.NOBODY;
      notifyAll();
      memoryBytes = bytes;
      now = closeRequested ? Life.CLOSED : lost ? Life.LOST : Life.OPEN;
      life = now;
    }
    if (now == Life.LOST) {
      end(guest::closeMemory);
    } else if (now == Life.CLOSED) {
      releaseGuest(!lost);
    }
  }

  /**
   * Releases the guest.
   *
   * @param returned whether the last call into it returned
   */
  private void releaseGuest(boolean returned) {
    end(() -> house.release(guest, returned && !options.rollBack()));
  }

  /** Ends the session; the files of a lost one are there until it is closed. */
  private void end(Runnable release) {
    PythonTerminal hungUp = terminal;
    if (hungUp != null) {
      hungUp.close();
      options.account().release(Use.OUTPUT, Transcript.MOST_BYTES);
    }
    beside.close();
    history.clear();
    release.run();
    house.ended(this);
  }

  @Override
  public Terminal openTerminal(TerminalSize size, StatementGate gate) {
    boolean first = isWithoutTerminal();
    if (first) {
      options.account().acquire(Use.OUTPUT, Transcript.MOST_BYTES);
    }
    boolean counted = false;
    try {
      synchronized (this) {
        counted = isWithoutTerminal();
        return opened(size, gate);
      }
    } finally {
      if (first && !counted) {
        options.account().release(Use.OUTPUT, Transcript.MOST_BYTES);
      }
    }
  }

  /** Returns whether the session, which has not ended, never had a terminal. */
  private synchronized boolean isWithoutTerminal() {
    switch (state()) {
      case IDLE, HIBERNATED, BUSY -> {}
      case LOST -> throw new SessionLostException();
      case CLOSED -> throw new IllegalStateException("the session is closed");
    }
    return terminal == null;
  }

  private PythonTerminal opened(TerminalSize size, StatementGate gate) {
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

  /** Performs the terminal's pending steps, unless the guest is in use. */
  private synchronized void serveTerminal() {
    PythonTerminal served = terminal;
    if (served != null && takeFor(served) && !house.execute(() -> serve(served))) {
      holder = Holder.NOBODY;
    }
  }

  /** Takes the session for its terminal, if that has something to do and nothing else has it. */
  private synchronized boolean takeFor(PythonTerminal served) {
    boolean taken =
        life == Life.OPEN && holder instanceof Nobody && !closeRequested && served.hasWork();
    if (taken) {
      holder = new Editing(null);
    }
    return taken;
  }

  /** Performs step after step until there is none, or the session is in use otherwise. */
  private void serve(PythonTerminal served) {
    do {
      TerminalStep step = served.next();
      if (step == null) {
        free(SessionFate.KEPT);
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
      ExecutionResult result = served.perform(step, run, guest);
      free(result.sessionState());
      served.account(result);
    } catch (SandboxException refused) {
      served.refused(step);
      free(SessionFate.KEPT);
    }
  }

  /**
   * Runs a statement if it is admitted. The session is free before the statement's end is
   * published.
   */
  private void runStatement(PythonTerminal served, TerminalStep step, GuestRun run) {
    TerminalStatement statement = new TerminalStatement(run);
    if (served.admits(statement)) {
      try {
        ExecutionResult result = served.perform(step, run, guest);
        free(result.sessionState());
        statement.complete(result);
      } catch (SandboxException refused) {
        served.refused(step);
        free(SessionFate.KEPT);
        statement.refuse(refused);
      }
    } else {
      guest.interruption().end();
      free(SessionFate.KEPT);
    }
  }

  private synchronized GuestRun begin(PythonTerminal served, TerminalStep step) {
    History remembered = step.isStatement() ? history : new History(0, options.rollBack());
    GuestRun run = new GuestRun(served.limits(step), guest, remembered, house, newTurn());
    holder = step.isStatement() ? new Running(run) : new Editing(run);
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
            beside.stopAll();
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
          beside.stopAll();
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

  /**
   * Uses the guest for something other than an execution, on a thread with the stack that guests
   * need.
   */
  private <T> T used(Supplier<T> use) {
    synchronized (this) {
      awaitEditor();
      requireIdle();
      holder = Holder.CALL;
    }
    try {
      return house.call(use);
    } finally {
      free(SessionFate.KEPT);
      serveTerminal();
    }
  }

  @Override
  public synchronized State state() {
    if (closeRequested || life == Life.CLOSED) {
      return State.CLOSED;
    }
    if (life == Life.LOST) {
      return State.LOST;
    }
    if (holder.isBusy()) {
      return State.BUSY;
    }
    return guest.isHibernated() ? State.HIBERNATED : State.IDLE;
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
    Life before;
    boolean isFree;
    synchronized (this) {
      before = life;
      isFree = holder instanceof Nobody;
      closeRequested = true;
      if (isFree) {
        life = Life.CLOSED;
      }
      holder.abandon();
    }
    beside.close();
    if (isFree && before == Life.OPEN) {
      releaseGuest(true);
    } else if (isFree && before == Life.LOST) {
      guest.leave();
    }
  }

  /** The life cycle of the session. */
  private enum Life {
    OPEN,
    /** The state is lost; files can still be read. */
    LOST,
    CLOSED
  }

  /** The holder of the guest. */
  private sealed interface Holder {

    Holder NOBODY = new Nobody();
    Holder CALL = new Call();

    /** Returns whether clients see the session as busy. */
    default boolean isBusy() {
      return true;
    }

    /** Stops the run, since the session is closed. */
    default void abandon() {}
  }

  private record Nobody() implements Holder {

    @Override
    public boolean isBusy() {
      return false;
    }
  }

  /** A use that runs no code of the user's, such as a snapshot; it comes to its end. */
  private record Call() implements Holder {}

  /** An execution or a statement of the terminal. */
  private record Running(GuestRun run) implements Holder {

    @Override
    public void abandon() {
      run.abandon();
    }
  }

  /**
   * The terminal's line editor, for milliseconds.
   *
   * @param run null before its step begins
   */
  private record Editing(@Nullable GuestRun run) implements Holder {

    @Override
    public boolean isBusy() {
      return false;
    }

    @Override
    public void abandon() {
      if (run != null) {
        run.abandon();
      }
    }
  }
}
