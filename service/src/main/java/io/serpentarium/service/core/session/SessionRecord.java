package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Limits;
import java.time.Duration;
import java.time.Instant;

/**
 * The record of a session that nodes share: enough to show it, and to open it again elsewhere.
 *
 * @param history the number of executions that can be undone, 0 or more
 * @param memoryBytes the size of linear memory
 */
public record SessionRecord(
    String id,
    String tenantId,
    Instant createdAt,
    Instant lastUsedAt,
    Duration idleTimeout,
    Limits limits,
    int history,
    Checkpoint checkpoint,
    long memoryBytes) {

  /** Returns the time at which the session ends if it is not used before. */
  public Instant expiresAt() {
    return lastUsedAt.plus(idleTimeout);
  }

  /** The session as clients see it. */
  public SessionInfo info(SessionState state) {
    return new SessionInfo(id, state, createdAt, lastUsedAt, expiresAt(), limits, memoryBytes);
  }
}
