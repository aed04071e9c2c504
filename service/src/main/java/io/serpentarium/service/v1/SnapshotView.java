package io.serpentarium.service.v1;

import io.serpentarium.service.core.snapshot.SnapshotInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A snapshot as the contract shows it. */
record SnapshotView(String id, @Nullable String sessionId, long sizeBytes, Instant createdAt) {

  static SnapshotView of(SnapshotInfo snapshot) {
    return new SnapshotView(
        snapshot.id(),
        snapshot.sessionId(),
        snapshot.sizeBytes(),
        snapshot.createdAt().truncatedTo(ChronoUnit.MILLIS));
  }
}
