package io.serpentarium.service.core.session;

import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.time.Instant;

/** What holds for a session as long as it lives. */
record SessionTerms(
    Tenant owner, Position position, Duration idleTimeout, int history, Checkpoint checkpoint) {

  /** The same for a copy. */
  SessionTerms copy(String id, Instant now) {
    return new SessionTerms(owner, new Position(now, id), idleTimeout, history, checkpoint);
  }

  /** Those that a record tells. */
  static SessionTerms of(Tenant owner, SessionRecord record) {
    return new SessionTerms(
        owner,
        new Position(record.createdAt(), record.id()),
        record.idleTimeout(),
        record.history(),
        record.checkpoint());
  }
}
