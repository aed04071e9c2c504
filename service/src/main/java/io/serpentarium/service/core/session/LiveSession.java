package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionFiles;
import io.serpentarium.service.core.execution.ExecutionStarter;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Clock;
import java.time.Duration;

/**
 * A session of this node, with its state, operations, watchers and end. Thread-safe; {@link
 * #hibernateIfUnused} may block for a second, the other methods do not block.
 */
final class LiveSession {

  private final SessionTerms terms;
  private final Session session;
  private final LastEvents events;
  private final IdleTimer idle;
  private final SessionWatchers watchers = new SessionWatchers();
  private final CurrentExecution current = new CurrentExecution(watchers);
  private final SessionLife life;
  private final KeptState state;
  private final SessionUse use;

  LiveSession(
      SessionTerms terms,
      Session session,
      Clock clock,
      ExecutionStarter starter,
      SessionMeters meters,
      SessionKeeping keeping) {
    this.terms = terms;
    this.session = session;
    events = new LastEvents(clock);
    idle = new IdleTimer(clock);
    life = new SessionLife(session, meters);
    state = new KeptState(terms, session, idle, keeping);
    use = new SessionUse(state, session, starter, life, current, idle);
  }

  String id() {
    return terms.cursor().id();
  }

  SessionTerms terms() {
    return terms;
  }

  Limits limits() {
    return session.limits();
  }

  SessionFiles files() {
    return session.files();
  }

  KeptState state() {
    return state;
  }

  /** The events of its last streamed execution. */
  LastEvents events() {
    return events;
  }

  boolean isOf(Tenant tenant) {
    return terms.owner().id().equals(tenant.id());
  }

  /** Notes a use, and returns what can be done; throws as {@link #touch} does. */
  SessionUse use() {
    return touch().use;
  }

  /**
   * Notes a use.
   *
   * @throws io.serpentarium.sandbox.SessionLostException if its state is lost
   * @throws SessionMovedException if it leaves this node
   */
  LiveSession touch() {
    life.requireStaying();
    idle.touch();
    return this;
  }

  SessionWatch watch() {
    return watchers.watch(() -> current.isBusy() ? SessionState.BUSY : SessionState.IDLE);
  }

  /**
   * The session as clients see it now.
   *
   * @throws io.serpentarium.sandbox.SessionLostException if its state is lost
   */
  SessionInfo info() {
    life.requireState();
    return state.record().info(seen());
  }

  private SessionState seen() {
    Session.State now = session.state();
    if (current.isBusy() || now == Session.State.BUSY) {
      return SessionState.BUSY;
    }
    return now == Session.State.HIBERNATED ? SessionState.HIBERNATED : SessionState.IDLE;
  }

  /** Returns the size of its linear memory. */
  long memoryBytes() {
    return session.memoryBytes();
  }

  boolean isLost() {
    return life.isLost();
  }

  boolean isExpired() {
    return isUnusedFor(terms.idleTimeout());
  }

  /** Returns whether nothing runs in the session and it has not been used for the given time. */
  boolean isUnusedFor(Duration time) {
    return !current.isBusy() && idle.isIdleFor(time);
  }

  /**
   * Hibernates the session if it has not been used for the given time, and returns whether it did.
   */
  boolean hibernateIfUnused(Duration time) {
    return isUnusedFor(time) && session.state() == Session.State.IDLE && ifFree(session::hibernate);
  }

  /**
   * Runs a task that needs the session alone, unless it is in use.
   *
   * @return whether the task ran
   */
  boolean ifFree(Runnable task) {
    boolean taken = life.tryTake();
    if (taken) {
      try {
        task.run();
      } finally {
        life.release();
      }
    }
    return taken;
  }

  /** Returns whether the session moves to another node, or has moved. */
  boolean isLeaving() {
    return life.isLeaving();
  }

  /**
   * Takes the session out of use, unless something uses it.
   *
   * @param onlyUnused whether it leaves only if it hibernates and has no watchers
   */
  boolean leave(boolean onlyUnused) {
    boolean unused = seen() == SessionState.HIBERNATED && watchers.areNone();
    return (unused || !onlyUnused) && seen() != SessionState.BUSY && life.leave();
  }

  void stay() {
    life.stay();
  }

  /** Notifies watchers that the session will end; executions may go on meanwhile. */
  void announce(CloseReason reason) {
    watchers.announce(reason);
  }

  /** Ends the session if it was not used for its idle timeout, and returns whether it did. */
  boolean closeIfExpired() {
    boolean ended = isExpired() && life.closeIfFree(CloseReason.EXPIRED);
    if (ended) {
      events.forget();
      watchers.close(CloseReason.EXPIRED);
    }
    return ended;
  }

  /** Ends the session and notifies its watchers. Idempotent. */
  void close(CloseReason reason) {
    if (life.close(reason)) {
      events.forget();
      watchers.close(reason);
    }
  }
}
