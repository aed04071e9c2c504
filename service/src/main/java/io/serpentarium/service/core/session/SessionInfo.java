package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Limits;
import java.time.Instant;

/**
 * A session at one moment.
 *
 * @param expiresAt when it ends unless somebody uses it before
 * @param memoryBytes of its linear memory
 */
public record SessionInfo(
    String id,
    SessionState state,
    Instant createdAt,
    Instant lastUsedAt,
    Instant expiresAt,
    Limits limits,
    long memoryBytes) {}
