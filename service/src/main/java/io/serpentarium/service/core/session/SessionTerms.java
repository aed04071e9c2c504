package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.time.Instant;

/**
 * The terms of a session, which are constant while it is on this node.
 *
 * @param epoch the fencing number with which this node holds the session
 * @param history the number of executions that can be undone, 0 or more
 */
record SessionTerms(
    Tenant owner,
    Cursor cursor,
    long epoch,
    Duration idleTimeout,
    int history,
    Checkpoint checkpoint) {

  /** Returns the terms of a copy. */
  SessionTerms copy(String id, Instant now) {
    return new SessionTerms(
        owner, new Cursor(now, id), Placement.FIRST_EPOCH, idleTimeout, history, checkpoint);
  }

  /** Returns the terms in a record. */
  static SessionTerms of(Tenant owner, SessionRecord record, long epoch) {
    return new SessionTerms(
        owner,
        new Cursor(record.createdAt(), record.id()),
        epoch,
        record.idleTimeout(),
        record.history(),
        record.checkpoint());
  }
}
