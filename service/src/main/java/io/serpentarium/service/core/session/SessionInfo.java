package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Limits;
import java.time.Instant;

/**
 * A session at one moment.
 *
 * @param expiresAt the time at which it ends unless it is used before
 * @param memoryBytes the size of its linear memory
 */
public record SessionInfo(
    String id,
    SessionState state,
    Instant createdAt,
    Instant lastUsedAt,
    Instant expiresAt,
    Limits limits,
    long memoryBytes) {}
