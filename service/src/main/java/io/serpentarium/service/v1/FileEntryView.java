package io.serpentarium.service.v1;

import io.serpentarium.sandbox.SessionFiles;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A directory entry as the contract shows it. */
record FileEntryView(String path, SessionFiles.Type type, long sizeBytes, Instant modifiedAt) {

  static FileEntryView of(SessionFiles.Entry entry) {
    return new FileEntryView(
        entry.path(),
        entry.type(),
        entry.sizeBytes(),
        entry.modifiedAt().truncatedTo(ChronoUnit.MILLIS));
  }
}
