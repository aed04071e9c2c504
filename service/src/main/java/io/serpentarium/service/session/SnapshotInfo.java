package io.serpentarium.service.session;

import java.time.Instant;

/**
 * A snapshot that is kept.
 *
 * @param sessionId whose state it is; that session may be gone
 */
public record SnapshotInfo(String id, String sessionId, long sizeBytes, Instant createdAt) {}
