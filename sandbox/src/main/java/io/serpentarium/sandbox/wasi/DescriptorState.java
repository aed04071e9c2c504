package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.Device;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor at one moment.
 *
 * @param number the descriptor number, 0 or more
 * @param position the position in bytes, 0 or more; 0 if the kind has none
 * @param flags the {@code fdflags}
 * @param sharedWith the least number with the same object, or its own
 */
record DescriptorState(int number, Kind kind, long position, int flags, int sharedWith) {

  /** Returns whether an earlier number has the same object. */
  boolean isShared() {
    return sharedWith != number;
  }

  /** The kind of object behind a descriptor. */
  enum Kind {
    STDIN(0),
    STDOUT(1),
    STDERR(2),
    FILE(3),
    DIRECTORY(4),
    /** The directory that the guest was given. */
    ROOT(5),
    NULL(6, Device.NULL),
    ZERO(7, Device.ZERO),
    FULL(8, Device.FULL),
    URANDOM(9, Device.URANDOM),
    RANDOM(10, Device.RANDOM),
    DISPLAY(11, Device.DISPLAY),
    PROCESS(12, Device.PROCESS);

    private final int code;
    private final @Nullable Device device;

    Kind(int code) {
      this(code, null);
    }

    Kind(int code, @Nullable Device device) {
      this.code = code;
      this.device = device;
    }

    /** Returns the kind of a device that is no standard stream. */
    static Kind of(Device device) {
      return Arrays.stream(values()).filter(kind -> kind.device == device).findAny().orElseThrow();
    }

    /** The device that it is, if it is one. */
    Optional<Device> device() {
      return Optional.ofNullable(device);
    }

    /** Returns the kind's number in {@link HostStateCodec}. */
    int code() {
      return code;
    }

    /** Returns the kind with a number. */
    static Optional<Kind> of(int code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findAny();
    }

    /** Returns whether the kind has a handle of the file system. */
    boolean hasHandle() {
      return this == FILE || isDirectory();
    }

    boolean isDirectory() {
      return this == DIRECTORY || this == ROOT;
    }

    /** Returns whether at most one unshared descriptor is of this kind. */
    boolean isUnique() {
      return compareTo(STDERR) <= 0 || this == ROOT;
    }
  }
}
