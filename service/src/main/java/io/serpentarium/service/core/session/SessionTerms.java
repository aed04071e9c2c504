package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.time.Instant;

/**
 * What holds for a session as long as it is on this node.
 *
 * @param epoch by which this node has it
 * @param history executions that can be undone, 0 or more
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

  /** Returns the terms that a record tells. */
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
