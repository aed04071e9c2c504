package io.serpentarium.sandbox;

import java.util.List;

/**
 * One Python interpreter with its state: variables, modules and files live from execution to
 * execution.
 *
 * <p>Thread-safe. At most one execution runs at a time; while it runs it has a platform thread of
 * its own, and an idle session has none. The opener closes the session.
 */
public interface Session extends AutoCloseable {

  /** The state of a session. */
  enum State {
    /** Ready to execute. */
    IDLE,
    /** An execution runs, or the session is being captured, restored, forked or hibernated. */
    BUSY,
    /** The memory is compressed; the next execution wakes the session. */
    HIBERNATED,
    /** The instance failed and could not be rolled back; the state is lost for good. */
    LOST,
    /** Closed by its owner. */
    CLOSED
  }

  /**
   * Starts an execution and returns without waiting for it.
   *
   * @throws SessionBusyException while another execution of this session runs
   * @throws SessionLostException when the state is gone
   * @throws SandboxSaturatedException when no thread is free to run it
   * @throws IllegalStateException after {@link #close()}
   */
  Execution execute(ExecutionRequest request);

  /**
   * Takes a snapshot of the session, which is not changed.
   *
   * @throws SessionBusyException while an execution of this session runs
   * @throws SessionLostException when the state is gone
   * @throws IllegalStateException after {@link #close()}
   */
  Snapshot snapshot();

  /**
   * Puts the session into the state of a snapshot of any session, with a freshly seeded random
   * generator and no history. When that fails, the session is as before. Throws as {@link
   * #snapshot} does, and
   *
   * @throws SnapshotException when it is of another python.wasm, or cannot be started
   * @throws SandboxSaturatedException when there is no room for the snapshot's memory
   */
  void restore(Snapshot snapshot);

  /**
   * Makes independent sessions in the state of this one, with its limits, each with a freshly
   * seeded random generator and no history. Throws as {@link #snapshot} does, and
   *
   * @param count at least 1; all or none are made
   * @throws SandboxSaturatedException when not so many further sessions fit
   */
  List<Session> fork(int count);

  /**
   * Undoes the last executions: the session is as it was before them, random generator included.
   * Throws as {@link #snapshot} does, and
   *
   * @param executions at least 1; those that were rolled back are not counted
   * @throws HistoryExceededException when fewer are remembered, see {@link SessionOptions#history}
   */
  void undo(int executions);

  /**
   * Compresses the session's memory and releases its instance. The next use wakes the session
   * exactly as it was; its files stay readable. Has no effect on a hibernated session. Throws as
   * {@link #snapshot} does.
   */
  void hibernate();

  /**
   * Opens the session's terminal in a size, at a prompt. A session has at most one: an open one is
   * returned as it is, with the gate that it has.
   *
   * @param gate lets its statements run
   * @throws SessionLostException when the state is gone
   * @throws MemoryRefusedException when the account has no room for what it remembers
   * @throws IllegalStateException after {@link #close()}
   */
  Terminal openTerminal(TerminalSize size, StatementGate gate);

  /**
   * Opens the terminal with a gate that lets every statement run; throws as {@link
   * #openTerminal(TerminalSize, StatementGate)} does.
   */
  default Terminal openTerminal(TerminalSize size) {
    return openTerminal(size, StatementGate.open());
  }

  /** Returns the state of the session. */
  State state();

  /** The limits that hold for its executions unless a request narrows them. */
  Limits limits();

  /** Size of its linear memory in bytes when it is awake; executions never shrink it. */
  long memoryBytes();

  /** The session's files, usable while it is idle or busy. */
  SessionFiles files();

  /**
   * Ends the session and frees what it holds; a running execution is stopped and answers {@link
   * Outcome.Crashed}. Returns without waiting for it. Idempotent.
   */
  @Override
  void close();
}
