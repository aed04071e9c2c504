package io.serpentarium.sandbox;

import java.util.List;

/**
 * One Python interpreter with its state: variables, modules and files live from execution to
 * execution.
 *
 * <p>Thread-safe. At most one execution runs at a time; while it runs it has a platform thread of
 * its own, and an idle session has none. Whoever opened the session closes it.
 */
public interface Session extends AutoCloseable {

  /** Where a session stands. */
  enum State {
    /** Ready to execute. */
    IDLE,
    /** An execution runs. */
    BUSY,
    /** Its state is kept without an instance, and the next execution gives it one. */
    HIBERNATED,
    /** Its instance trapped or exited, and its state is gone for good. */
    LOST,
    /** Closed by its owner. */
    CLOSED
  }

  /**
   * Starts an execution and returns at once.
   *
   * @throws SessionBusyException while another execution of this session runs
   * @throws SessionLostException when the state is gone
   * @throws SandboxSaturatedException when no thread is free to run it
   * @throws IllegalStateException after {@link #close()}
   */
  Execution execute(ExecutionRequest request);

  /** Where the session stands now. */
  State state();

  /** The limits that hold for its executions unless a request narrows them. */
  Limits limits();

  /** Size of its linear memory in bytes; never shrinks. */
  long memoryBytes();

  /**
   * Captures its state.
   *
   * @throws SessionBusyException while an execution runs
   * @throws SessionLostException when the state is gone
   */
  Snapshot snapshot();

  /**
   * Puts a captured state, of this or another session, in the place of the present one.
   *
   * @throws SessionBusyException while an execution runs
   */
  void restore(Snapshot snapshot);

  /**
   * Opens independent copies of the session as it is now, all or none. The caller closes them.
   *
   * @throws SessionBusyException while an execution runs
   * @throws SandboxSaturatedException when not all of them fit
   */
  List<Session> fork(int count);

  /**
   * Lets go of its instance until the session is used again.
   *
   * @throws SessionBusyException while an execution runs
   */
  void hibernate();

  /** The session's files, usable while it is idle or busy. */
  SessionFiles files();

  /**
   * Ends the session and frees what it holds; a running execution is stopped and answers {@link
   * Outcome.Crashed}. Returns without waiting for it. Idempotent.
   */
  @Override
  void close();
}
