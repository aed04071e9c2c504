package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Limits;
import java.time.Duration;
import java.time.Instant;

/**
 * What nodes tell each other of a session: enough to show it, and to open it again elsewhere.
 *
 * @param history executions that can be undone, 0 or more
 * @param memoryBytes of its linear memory
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

  /** When it ends unless somebody uses it before. */
  public Instant expiresAt() {
    return lastUsedAt.plus(idleTimeout);
  }

  /** The session as clients see it. */
  public SessionInfo info(SessionState state) {
    return new SessionInfo(id, state, createdAt, lastUsedAt, expiresAt(), limits, memoryBytes);
  }
}
