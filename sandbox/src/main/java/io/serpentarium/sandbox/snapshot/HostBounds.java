package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.vfs.FileQuota;
import io.serpentarium.sandbox.vfs.ReadOnlyImage;
import java.util.function.Predicate;

/**
 * The bounds on the host's side of a state that is read.
 *
 * @param library the library in which its open files may lie
 * @param quota the quota of its files, with bytes of at most {@link #MAX_FILE_BYTES}
 * @param maxOpenFiles the exclusive maximum of its descriptor numbers
 * @param modules knows the side modules that it may have linked, by lower-case hex SHA-256
 */
public record HostBounds(
    ReadOnlyImage library, FileQuota quota, int maxOpenFiles, Predicate<String> modules) {

  /** The most that the files of a snapshot from outside may take. */
  public static final long MAX_FILE_BYTES = 256L << 20;
}
