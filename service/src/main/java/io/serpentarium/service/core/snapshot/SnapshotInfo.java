package io.serpentarium.service.core.snapshot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is kept.
 *
 * @param sessionId whose state it is, which may be gone, or null when it came from outside
 */
public record SnapshotInfo(
    String id, @Nullable String sessionId, long sizeBytes, Instant createdAt) {}
