package io.serpentarium.sandbox;

import java.util.Optional;

/**
 * The options with which a snapshot is imported.
 *
 * @param limits the limits of the session to open; larger snapshots are refused before they are
 *     decoded whole
 * @param account the account that pays for the snapshot until it is closed
 * @param key the key of the importing tenant, if it has one
 * @param foreign whether a snapshot that the key has not signed is accepted
 * @param owner the owner of the sessions that will be opened from it, as {@link Share#owner} names
 *     them; decides where it is decoded if sessions of several owners are kept apart
 */
public record SnapshotImport(
    Limits limits,
    MemoryAccount account,
    Optional<SnapshotKey> key,
    boolean foreign,
    String owner) {

  private static final Limits HOSTS =
      new Limits(
          Limits.DEFAULT.wallTime(),
          Limits.DEFAULT.cpuTime(),
          1L << 32,
          Limits.DEFAULT.outputBytes(),
          Long.MAX_VALUE);

  /**
   * The import of a snapshot from anybody, as large as the sandbox allows and charged to no
   * account.
   */
  public static SnapshotImport ofAnybody() {
    return new SnapshotImport(
        HOSTS, MemoryAccount.unlimited(), Optional.empty(), true, Share.COMMON.owner());
  }

  public SnapshotImport withLimits(Limits newLimits) {
    return new SnapshotImport(newLimits, account, key, foreign, owner);
  }

  public SnapshotImport withAccount(MemoryAccount newAccount) {
    return new SnapshotImport(limits, newAccount, key, foreign, owner);
  }

  public SnapshotImport withOwner(String newOwner) {
    return new SnapshotImport(limits, account, key, foreign, newOwner);
  }

  /** Returns the import that accepts only snapshots exported with this key. */
  public SnapshotImport signedBy(SnapshotKey newKey) {
    return new SnapshotImport(limits, account, Optional.of(newKey), false, owner);
  }
}
