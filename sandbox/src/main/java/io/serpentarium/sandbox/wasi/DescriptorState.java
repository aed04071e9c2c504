package io.serpentarium.sandbox.wasi;

import java.util.Arrays;
import java.util.Optional;

/**
 * A descriptor as it was at one moment.
 *
 * @param number 0 or more
 * @param position in bytes, 0 or more; 0 for what has none
 * @param flags as of {@code fdflags}
 */
record DescriptorState(int number, Kind kind, long position, int flags) {

  /** What a descriptor stands for. */
  enum Kind {
    STDIN(0),
    STDOUT(1),
    STDERR(2),
    FILE(3),
    DIRECTORY(4),
    /** The directory that the guest was given. */
    ROOT(5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** Its number in {@link HostStateCodec}. */
    int code() {
      return code;
    }

    /** The one of a number. */
    static Optional<Kind> of(int code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findAny();
    }

    /** Whether it has a handle of the file system. */
    boolean hasHandle() {
      return this == FILE || isDirectory();
    }

    boolean isDirectory() {
      return this == DIRECTORY || this == ROOT;
    }

    /** Whether a guest has at most one. */
    boolean isUnique() {
      return this != FILE && this != DIRECTORY;
    }
  }
}
