package io.serpentarium.sandbox;

import java.util.List;

/**
 * A Python interpreter with its state: variables, modules and files persist from one execution to
 * the next.
 *
 * <p>Thread-safe. At most one execution runs at a time; while it runs it has a platform thread of
 * its own, and an idle session has none. The opener closes the session.
 */
public interface Session extends AutoCloseable {

  /** The most executions beside a session's own at a time. */
  int MOST_BESIDE = 16;

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
   * @throws SessionLostException if the state is lost
   * @throws SandboxSaturatedException if no thread is free to run it
   * @throws IllegalStateException after {@link #close()}
   */
  Execution execute(ExecutionRequest request);

  /**
   * Starts an execution in an interpreter of its own that has just begun, on the session's files,
   * and returns without waiting for it. It runs beside whatever the session executes; only what it
   * writes to files outlives it. It is stopped when the session is closed, restored or put back to
   * a state of before; a hibernated session sleeps on. Where an execution of the session is rolled
   * back, so is what was written beside it meanwhile. The result reports the session's state as
   * kept.
   *
   * @throws SessionLostException if the state is lost
   * @throws SandboxSaturatedException if {@link #MOST_BESIDE} run, or no thread or instance is free
   * @throws MemoryRefusedException if the account has no room for the interpreter
   * @throws IllegalStateException after {@link #close()}
   */
  Execution executeBeside(ExecutionRequest request);

  /**
   * Takes a snapshot of the session, which is not changed.
   *
   * @throws SessionBusyException while an execution of this session runs
   * @throws SessionLostException if the state is lost
   * @throws IllegalStateException after {@link #close()}
   */
  Snapshot snapshot();

  /**
   * Puts the session into the state of a snapshot of any session, with a freshly seeded random
   * generator and no history. On failure, the session is unchanged. Throws as {@link #snapshot}
   * does, and
   *
   * @throws SnapshotException if the snapshot is of another python.wasm, or cannot be started
   * @throws SandboxSaturatedException if there is no room for the snapshot's memory
   */
  void restore(Snapshot snapshot);

  /**
   * Creates independent sessions in the state of this one, with its limits, each with a freshly
   * seeded random generator and no history. Throws as {@link #snapshot} does, and
   *
   * @param count the number of sessions, at least 1; all or none are created
   * @throws SandboxSaturatedException if that many further sessions do not fit
   */
  List<Session> fork(int count);

  /**
   * Undoes the last executions: the session is as it was before them, random generator included.
   * Throws as {@link #snapshot} does, and
   *
   * @param executions the number of executions, at least 1; rolled-back ones are not counted
   * @throws HistoryExceededException if fewer are remembered, see {@link SessionOptions#history}
   */
  void undo(int executions);

  /**
   * Compresses the session's memory and releases its instance. The next use wakes the session
   * exactly as it was; its files stay readable. Has no effect on a hibernated session. Throws as
   * {@link #snapshot} does.
   */
  void hibernate();

  /**
   * Opens the session's terminal in a size, at a prompt. A session has at most one: a terminal that
   * is open already is returned unchanged, with its own gate.
   *
   * @param gate the gate that admits the terminal's statements
   * @throws SessionLostException if the state is lost
   * @throws MemoryRefusedException if the account has no room for the terminal's scrollback
   * @throws IllegalStateException after {@link #close()}
   */
  Terminal openTerminal(TerminalSize size, StatementGate gate);

  /**
   * Opens the terminal with a gate that admits every statement; throws as {@link
   * #openTerminal(TerminalSize, StatementGate)} does.
   */
  default Terminal openTerminal(TerminalSize size) {
    return openTerminal(size, StatementGate.open());
  }

  /** Returns the state of the session. */
  State state();

  /** Returns the limits of the session's executions; a request may narrow them. */
  Limits limits();

  /**
   * Returns the size in bytes of the linear memory that the session has when awake; executions
   * never shrink it.
   */
  long memoryBytes();

  /** The session's files, usable while it is idle or busy. */
  SessionFiles files();

  /**
   * Ends the session and frees its resources; a running execution is stopped and its outcome is
   * {@link Outcome.Crashed}. Returns without waiting for that. Idempotent.
   */
  @Override
  void close();
}
