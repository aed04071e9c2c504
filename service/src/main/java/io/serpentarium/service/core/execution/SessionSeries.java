package io.serpentarium.service.core.execution;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sessions with the same start. A session that an execution leaves intact is reused for the next
 * execution, so that a series takes as many instances as it has concurrent executions.
 *
 * <p>Thread-safe. The creator closes it.
 */
public final class SessionSeries implements AutoCloseable {

  private final SessionStart start;
  private final Deque<Session> idle = new ArrayDeque<>();
  private @Nullable Snapshot whole;
  private boolean begun;
  private boolean closed;

  /** Creates a series of sessions with a start, whose state becomes the series' own. */
  public SessionSeries(SessionStart start) {
    this.start = start;
    this.whole = start.files().isEmpty() ? start.state().orElse(null) : null;
  }

  /** The limits of its sessions. */
  Limits limits() {
    return start.limits();
  }

  /**
   * Takes a session in its initial state; may block for milliseconds. The caller returns the
   * session, or closes it.
   *
   * @param opener opens a session with a start; its exceptions are passed on
   */
  Session take(Function<SessionStart, Session> opener) {
    Session used = poll();
    return used == null ? opened(opener) : putBack(used);
  }

  /**
   * Releases a session; returns false when it cannot be used again, so that the caller closes it.
   */
  synchronized boolean release(Session session) {
    boolean kept = !closed && whole != null && session.state() == Session.State.IDLE;
    if (kept) {
      idle.push(session);
    }
    return kept;
  }

  private synchronized @Nullable Session poll() {
    return idle.poll();
  }

  private Session putBack(Session used) {
    try {
      used.restore(whole());
      return used;
    } catch (RuntimeException e) {
      used.close();
      throw e;
    }
  }

  private synchronized Snapshot whole() {
    if (whole == null) {
      throw new IllegalStateException("a session was kept that cannot be put back");
    }
    return whole;
  }

  private Session opened(Function<SessionStart, Session> opener) {
    Session session = opener.apply(start);
    try {
      keepState(session);
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Takes the snapshot from the second session on: a series of one needs none. */
  private void keepState(Session session) {
    if (isStateMissing()) {
      Snapshot taken = session.snapshot();
      if (!keep(taken)) {
        taken.close();
      }
    }
  }

  private synchronized boolean isStateMissing() {
    boolean missing = begun && whole == null;
    begun = true;
    return missing;
  }

  /** Keeps a state, unless another session's is there or the series is closed. */
  private synchronized boolean keep(Snapshot taken) {
    boolean kept = whole == null && !closed;
    if (kept) {
      whole = taken;
    }
    return kept;
  }

  /** Closes the idle sessions, and the states from which all start. */
  @Override
  public void close() {
    Snapshot kept;
    List<Session> left;
    synchronized (this) {
      closed = true;
      kept = whole;
      left = List.copyOf(idle);
      idle.clear();
    }
    start.state().ifPresent(Snapshot::close);
    if (kept != null) {
      kept.close();
    }
    left.forEach(Session::close);
  }
}
