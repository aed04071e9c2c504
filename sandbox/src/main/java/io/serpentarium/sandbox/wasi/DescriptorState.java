package io.serpentarium.sandbox.wasi;

/**
 * A descriptor as it was at one moment.
 *
 * @param number 0 or more
 * @param position in bytes, 0 or more; 0 for what has none
 * @param flags as of {@code fdflags}
 */
record DescriptorState(int number, Kind kind, long position, int flags) {

  /** What a descriptor stands for. The order is that of the numbers in {@link HostStateCodec}. */
  enum Kind {
    STDIN,
    STDOUT,
    STDERR,
    FILE,
    DIRECTORY,
    /** The directory that the guest was given. */
    ROOT;

    /** Whether it has a handle of the file system. */
    boolean hasHandle() {
      return compareTo(FILE) >= 0;
    }
  }
}
