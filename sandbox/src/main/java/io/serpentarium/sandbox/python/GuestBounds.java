package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.snapshot.GuestState;
import io.serpentarium.sandbox.vfs.DiskUsage;
import io.serpentarium.sandbox.vfs.FileQuota;

/**
 * The largest state that a session may have.
 *
 * @param memoryBytes the size of linear memory
 * @param hiddenBytes the part of linear memory that is in no image
 * @param files the quota of its files
 */
record GuestBounds(long memoryBytes, long hiddenBytes, FileQuota files) {

  /**
   * Checks that a session with these bounds may take on a state.
   *
   * @throws SnapshotException if the state is too large
   */
  void requireFits(GuestState state) {
    require(memoryOf(state), memoryBytes, "bytes of memory");
    DiskUsage usage = state.host().files().usage();
    require(usage.bytes(), files.bytes(), "bytes of files");
    require(usage.inodes(), files.inodes(), "names of files");
  }

  private static void require(long found, long most, String of) {
    if (found > most) {
      throw new SnapshotException(
          Reason.TOO_LARGE, "it has %d %s, the session may have %d".formatted(found, of, most));
    }
  }

  /** Bounds that a state's memory keeps to as well. */
  GuestBounds withMemoryOf(GuestState state) {
    return new GuestBounds(Math.max(memoryBytes, memoryOf(state)), hiddenBytes, files);
  }

  private long memoryOf(GuestState state) {
    return hiddenBytes + state.memory().memoryBytes();
  }
}
