package io.serpentarium.service.core.snapshot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is kept.
 *
 * @param sessionId the id of its session, which may have ended, or null if it was uploaded
 */
public record SnapshotInfo(
    String id, @Nullable String sessionId, long sizeBytes, Instant createdAt) {}
