package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionLostException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a session can be used, and its end, which the meters count once.
 *
 * <p>{@link #lose}, {@link #leave} and {@link #close} are called under the session's lock; the
 * others by any thread.
 */
final class SessionLife {

  private final Session session;
  private final SessionMeters meters;
  private volatile boolean lost;
  private volatile boolean leaving;
  private volatile @Nullable CloseReason closed;

  SessionLife(Session session, SessionMeters meters) {
    this.session = session;
    this.meters = meters;
    meters.opened();
  }

  /**
   * Lets pass who wants to see it.
   *
   * @throws SessionLostException when its state is gone
   */
  void requireState() {
    if (lost) {
      throw new SessionLostException();
    }
  }

  /**
   * Lets pass who wants to use it.
   *
   * @throws SessionLostException when its state is gone
   * @throws SessionMovedException when it leaves this node
   */
  void requireStaying() {
    requireState();
    if (leaving) {
      throw new SessionMovedException();
    }
  }

  /**
   * Lets pass who is about to do something in it.
   *
   * @throws SessionMovedException when it has gone to another node
   * @throws SessionNotFoundException when it has ended otherwise
   */
  void requireOpen() {
    if (closed != null) {
      throw closed == CloseReason.MOVED
          ? new SessionMovedException()
          : new SessionNotFoundException();
    }
  }

  boolean isLost() {
    return lost;
  }

  /** Whether it has neither ended nor lost its state. */
  boolean isLive() {
    return closed == null && !lost;
  }

  /** Whether it moves to another node, or has moved. */
  boolean isLeaving() {
    return leaving;
  }

  void leave() {
    leaving = true;
  }

  void stay() {
    leaving = false;
  }

  /** Its state is gone, of which those who ask are told until it ends. */
  void lose() {
    if (closed == null) {
      release(CloseReason.LOST);
      lost = true;
    }
  }

  /**
   * Ends it. Idempotent.
   *
   * @return whether it had not ended before
   */
  boolean close(CloseReason reason) {
    if (closed != null) {
      return false;
    }
    closed = reason;
    release(reason);
    return true;
  }

  private void release(CloseReason reason) {
    if (!lost) {
      session.close();
      meters.closed(reason);
    }
  }
}
