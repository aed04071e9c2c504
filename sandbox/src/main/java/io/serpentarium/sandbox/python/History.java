package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.HistoryExceededException;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.snapshot.BeforeImage;
import io.serpentarium.sandbox.snapshot.GuestState;
import io.serpentarium.sandbox.snapshot.MemoryImage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The former states of a session: the one before the running execution, and those before its last
 * executions, which share what is equal. Used by the holder of the session's guest.
 */
final class History {

  private final int depth;
  private final Deque<GuestState> states = new ArrayDeque<>();

  private final boolean rollBack;

  /**
   * An empty one.
   *
   * @param depth states to keep
   * @param rollBack whether there is a way back from an execution that fails
   */
  History(int depth, boolean rollBack) {
    this.depth = depth;
    this.rollBack = rollBack;
  }

  /**
   * Wakes a guest that is about to execute, and keeps its state.
   *
   * @return the state to roll back to, if the session rolls back
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room for the state; the
   *     guest is unchanged
   * @throws io.serpentarium.sandbox.engine.EngineException if the engine has no room, or the system
   *     no descriptor; the guest is unchanged
   */
  @Nullable BeforeImage begin(Guest guest) {
    guest.wake();
    BeforeImage before = rollBack ? guest.mark() : null;
    try {
      add(guest);
      return before;
    } catch (RuntimeException | Error e) {
      if (before != null) {
        before.close();
      }
      throw e;
    }
  }

  private void add(Guest guest) {
    if (depth == 0) {
      return;
    }
    states.push(guest.capture(latest(), Use.HISTORY));
    if (states.size() > depth) {
      states.removeLast().close();
    }
  }

  /** The memory of the latest state, or null. */
  @Nullable MemoryImage latest() {
    GuestState state = states.peek();
    return state == null ? null : state.memory();
  }

  /**
   * The state of before the last executions.
   *
   * @throws HistoryExceededException if it is not kept
   */
  GuestState before(int executions) {
    if (executions > states.size()) {
      throw new HistoryExceededException(executions, states.size());
    }
    Iterator<GuestState> latestFirst = states.iterator();
    GuestState state = latestFirst.next();
    for (int i = 1; i < executions; i++) {
      state = latestFirst.next();
    }
    return state;
  }

  /** Forgets the states of before the last executions. */
  void forget(int executions) {
    for (int i = 0; i < executions; i++) {
      states.pop().close();
    }
  }

  /** Forgets the state of before the last execution, if any is kept: it has left no trace. */
  void forgetLatest() {
    GuestState latest = states.poll();
    if (latest != null) {
      latest.close();
    }
  }

  /** Forgets all states. */
  void clear() {
    states.forEach(GuestState::close);
    states.clear();
  }
}
