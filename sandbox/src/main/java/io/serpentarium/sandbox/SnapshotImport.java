package io.serpentarium.sandbox;

import java.util.Optional;

/**
 * How a snapshot is imported.
 *
 * @param limits of the session that it is for: larger ones are refused before they are decoded
 *     whole
 * @param account pays for it until it is closed
 * @param key of the tenant that exported it, if it has one
 * @param foreign whether one is taken that the key has not signed
 */
public record SnapshotImport(
    Limits limits, MemoryAccount account, Optional<SnapshotKey> key, boolean foreign) {

  private static final Limits HOSTS =
      new Limits(
          Limits.DEFAULT.wallTime(),
          Limits.DEFAULT.cpuTime(),
          1L << 32,
          Limits.DEFAULT.outputBytes(),
          Long.MAX_VALUE);

  /**
   * The import of a snapshot from anybody, as large as the sandbox allows and charged to nobody.
   */
  public static SnapshotImport ofAnybody() {
    return new SnapshotImport(HOSTS, MemoryAccount.unlimited(), Optional.empty(), true);
  }

  public SnapshotImport withLimits(Limits newLimits) {
    return new SnapshotImport(newLimits, account, key, foreign);
  }

  public SnapshotImport withAccount(MemoryAccount newAccount) {
    return new SnapshotImport(limits, newAccount, key, foreign);
  }

  /** Returns the import that accepts only snapshots exported with this key. */
  public SnapshotImport signedBy(SnapshotKey newKey) {
    return new SnapshotImport(limits, account, Optional.of(newKey), false);
  }
}
