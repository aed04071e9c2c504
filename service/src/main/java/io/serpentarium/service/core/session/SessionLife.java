package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The life cycle of a session of this node: idle, in use by an execution or another exclusive
 * operation, leaving, or ended. Ends the sandbox's session with it, and counts each end once in the
 * meters. Thread-safe; waits only for the node's own housekeeping, two seconds at most, and makes
 * no outside calls while holding its lock.
 *
 * <pre>
 *   IDLE ─start→ STARTING ─run→ RUNNING ─end→ KEEPING ─release→ IDLE
 *   IDLE ─take→ TAKEN ─release→ IDLE
 *   IDLE ─leave→ LEAVING ─stay→ IDLE
 *   any ─lose→ LOST;  any ─close→ CLOSED
 * </pre>
 *
 * <p>Changes to files share a session that is idle or runs, with each other too.
 */
final class SessionLife {

  private enum Phase {
    IDLE,
    STARTING,
    RUNNING,
    /** The state after an execution is being kept. */
    KEEPING,
    /** Another exclusive operation uses the session. */
    TAKEN,
    /** The node itself uses the session for a moment, which is no client's concern. */
    HOUSEKEEPING,
    LEAVING,
    LOST,
    CLOSED
  }

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long STEP_MILLIS = 100;

  private final Session session;
  private final SessionMeters meters;
  private Phase phase = Phase.IDLE;
  private boolean lost;
  private @Nullable CloseReason closed;
  private int changes;
  private CompletableFuture<Void> unchanging = CompletableFuture.completedFuture(null);

  SessionLife(Session session, SessionMeters meters) {
    this.session = session;
    this.meters = meters;
    meters.opened();
  }

  /**
   * Checks that the session has a state.
   *
   * @throws SessionLostException if it has none any more
   */
  synchronized void requireState() {
    if (lost) {
      throw new SessionLostException();
    }
  }

  /**
   * Checks that the session may be used.
   *
   * @throws SessionLostException if its state is lost
   * @throws SessionMovedException if it leaves this node
   */
  synchronized void requireStaying() {
    requireState();
    if (phase == Phase.LEAVING) {
      throw new SessionMovedException();
    }
  }

  /**
   * Checks that the session has not ended.
   *
   * @throws SessionMovedException if it has gone to another node
   * @throws ServiceFailure with {@link FailureCode#SESSION_NOT_FOUND} if it has ended otherwise
   */
  synchronized void requireOpen() {
    if (closed != null) {
      throw closed == CloseReason.MOVED
          ? new SessionMovedException()
          : new ServiceFailure(FailureCode.SESSION_NOT_FOUND);
    }
  }

  private void requireUsable() {
    requireOpen();
    requireStaying();
  }

  /**
   * Takes the session to start an execution; {@link #run} or {@link #release} follows.
   *
   * @throws SessionBusyException if something else has it
   * @throws SessionLostException if its state is lost
   * @throws SessionMovedException if it leaves this node, or has left
   * @throws ServiceFailure with {@link FailureCode#SESSION_NOT_FOUND} if it has ended otherwise
   */
  synchronized void start() {
    awaitHousekeeping();
    requireUsable();
    if (phase != Phase.IDLE) {
      throw new SessionBusyException();
    }
    phase = Phase.STARTING;
  }

  /** Notes that the execution has started, unless it has ended already. */
  synchronized void run() {
    move(Phase.STARTING, Phase.RUNNING);
  }

  /**
   * Notes that the execution has ended, and its state is to be kept; {@link #release} follows.
   *
   * @return completes when the last change to files that was under way is done
   */
  synchronized CompletionStage<Void> end() {
    move(Phase.STARTING, Phase.KEEPING);
    move(Phase.RUNNING, Phase.KEEPING);
    return unchanging;
  }

  /**
   * Takes the session for something that needs it alone; {@link #release} follows. Throws as {@link
   * #start} does.
   */
  synchronized void take() {
    awaitHousekeeping();
    requireUsable();
    if (phase != Phase.IDLE || changes > 0) {
      throw new SessionBusyException();
    }
    phase = Phase.TAKEN;
  }

  /** Waits without the lock, and only for a bounded time. */
  private void awaitHousekeeping() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (phase == Phase.HOUSEKEEPING && System.nanoTime() - end < 0) {
        wait(STEP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Takes the session for the node's own housekeeping unless it is in use, and returns whether it
   * did. Clients' requests wait a moment for {@link #release}.
   */
  synchronized boolean tryTake() {
    boolean free = phase == Phase.IDLE && changes == 0;
    if (free) {
      phase = Phase.HOUSEKEEPING;
    }
    return free;
  }

  /** Releases the session, unless it has ended or lost its state meanwhile. */
  synchronized void release() {
    move(Phase.STARTING, Phase.IDLE);
    move(Phase.RUNNING, Phase.IDLE);
    move(Phase.KEEPING, Phase.IDLE);
    move(Phase.TAKEN, Phase.IDLE);
    move(Phase.HOUSEKEEPING, Phase.IDLE);
    notifyAll();
  }

  /**
   * Begins a change to files; {@link #changed} follows. Throws as {@link #start} does.
   *
   * @param kept whether the state has to be kept afterwards, at the end of a running execution or
   *     by the caller
   * @return whether the session is taken for the change alone, so that the caller must keep the
   *     state
   */
  synchronized boolean change(boolean kept) {
    awaitHousekeeping();
    requireUsable();
    if (kept && phase != Phase.RUNNING) {
      take();
      return true;
    }
    if (phase != Phase.IDLE && phase != Phase.STARTING && phase != Phase.RUNNING) {
      throw new SessionBusyException();
    }
    if (changes++ == 0) {
      unchanging = new CompletableFuture<>();
    }
    return false;
  }

  /**
   * Notes that a change is done.
   *
   * @param alone the result of {@link #change}
   */
  void changed(boolean alone) {
    if (alone) {
      release();
    } else {
      lastChanged().complete(null);
    }
  }

  private synchronized CompletableFuture<Void> lastChanged() {
    return --changes == 0 ? unchanging : new CompletableFuture<>();
  }

  /** Takes the session out of use unless something uses it, and returns whether it did. */
  synchronized boolean leave() {
    awaitHousekeeping();
    boolean free = phase == Phase.IDLE && changes == 0;
    if (free) {
      phase = Phase.LEAVING;
    }
    return free;
  }

  /** Takes the session back into use. */
  synchronized void stay() {
    move(Phase.LEAVING, Phase.IDLE);
  }

  /**
   * Marks the state as gone; every use fails with {@link SessionLostException} until the session
   * ends.
   */
  void lose() {
    if (markLost()) {
      release(CloseReason.LOST);
    }
  }

  private synchronized boolean markLost() {
    boolean first = isLive();
    if (first) {
      lost = true;
      phase = Phase.LOST;
    }
    return first;
  }

  /** Ends the session, and returns whether it had not ended before. */
  boolean close(CloseReason reason) {
    return released(markClosed(reason), reason);
  }

  /** Ends the session unless it is in use, and returns whether it did. */
  boolean closeIfFree(CloseReason reason) {
    return released(markClosedIfFree(reason), reason);
  }

  private synchronized boolean markClosedIfFree(CloseReason reason) {
    boolean free = phase == Phase.IDLE || phase == Phase.LOST;
    return free && changes == 0 && markClosed(reason);
  }

  private synchronized boolean markClosed(CloseReason reason) {
    boolean first = closed == null;
    if (first) {
      closed = reason;
      phase = Phase.CLOSED;
    }
    return first;
  }

  private boolean released(boolean first, CloseReason reason) {
    if (first && !isLost()) {
      release(reason);
    }
    return first;
  }

  private void release(CloseReason reason) {
    session.close();
    meters.closed(reason);
  }

  synchronized boolean isLost() {
    return lost;
  }

  /** Returns whether the session has neither ended nor lost its state. */
  synchronized boolean isLive() {
    return closed == null && !lost;
  }

  /** Returns whether the session moves to another node, or has moved. */
  synchronized boolean isLeaving() {
    return phase == Phase.LEAVING || closed == CloseReason.MOVED;
  }

  private void move(Phase from, Phase to) {
    if (phase == from) {
      phase = to;
    }
  }
}
