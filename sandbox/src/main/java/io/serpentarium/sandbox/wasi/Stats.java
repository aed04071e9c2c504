package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import io.serpentarium.sandbox.vfs.FileStat;
import io.serpentarium.sandbox.vfs.FileType;
import io.serpentarium.sandbox.vfs.TimesChange;

/**
 * Encodes the attributes of descriptors and files.
 *
 * @see <a href="https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md">filestat,
 *     filetype, fstflags</a>
 */
final class Stats {

  static final int FILESTAT_BYTES = 64;

  static final int CHARACTER_DEVICE = 2;
  static final int DIRECTORY = 3;
  static final int REGULAR_FILE = 4;
  private static final int SYMBOLIC_LINK = 7;

  private static final int SET_ACCESSED = 1;
  private static final int SET_ACCESSED_NOW = 2;
  private static final int SET_MODIFIED = 4;
  private static final int SET_MODIFIED_NOW = 8;

  private static final int STREAM_MODE = 0620;
  private static final int DEVICE_MODE = 0666;
  private static final long FIRST_DEVICE_INODE = 1L << 60;

  /** The device of every file. */
  private static final long DEVICE = 1;

  private Stats() {}

  static int number(FileType type) {
    return switch (type) {
      case FILE -> REGULAR_FILE;
      case DIRECTORY -> DIRECTORY;
      case SYMLINK -> SYMBOLIC_LINK;
      case DEVICE -> CHARACTER_DEVICE;
    };
  }

  /** Writes the filestat of a descriptor; a stream is a character device without size or times. */
  static void write(GuestMemory memory, long address, long number, Descriptor descriptor)
      throws ErrnoException {
    switch (descriptor) {
      case Descriptor.Stream stream -> writeDevice(memory, address, number, STREAM_MODE);
      case Descriptor.Device device ->
          writeDevice(memory, address, FIRST_DEVICE_INODE + device.kind().number(), DEVICE_MODE);
      case Descriptor.File file -> write(memory, address, file.handle.stat());
      case Descriptor.Directory directory -> write(memory, address, directory.handle().stat());
    }
  }

  private static void writeDevice(GuestMemory memory, long address, long inode, int mode) {
    write(memory, address, new FileStat(inode, FileType.DEVICE, mode, 1, 0, 0, 0, 0));
  }

  /**
   * Checks permissions that the guest gave.
   *
   * @throws ErrnoException EINVAL
   */
  static int mode(long given) throws ErrnoException {
    if (given > FileStat.MAX_MODE) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return (int) given;
  }

  /**
   * Writes a filestat. The permissions, which preview1 does not have, stand in two of the seven
   * bytes that it leaves unused behind the type.
   */
  static void write(GuestMemory memory, long address, FileStat stat) {
    memory.check(address, FILESTAT_BYTES);
    memory.putLong(address, DEVICE);
    memory.putLong(address + 8, stat.inode());
    memory.putLong(address + 16, number(stat.type()) | (long) stat.mode() << 16);
    memory.putLong(address + 24, stat.links());
    memory.putLong(address + 32, stat.size());
    memory.putLong(address + 40, stat.accessed());
    memory.putLong(address + 48, stat.modified());
    memory.putLong(address + 56, stat.changed());
  }

  /**
   * Decodes the arguments of the two functions that set timestamps.
   *
   * @throws ErrnoException EINVAL for flags that contradict each other or do not exist, or a time
   *     out of range
   */
  static TimesChange times(long accessed, long modified, long flags) throws ErrnoException {
    int checked = Flags.TIMES.of(flags);
    return new TimesChange(
        time(accessed, checked, SET_ACCESSED, SET_ACCESSED_NOW),
        time(modified, checked, SET_MODIFIED, SET_MODIFIED_NOW));
  }

  private static long time(long value, int flags, int set, int now) throws ErrnoException {
    boolean isSet = (flags & set) != 0;
    boolean isNow = (flags & now) != 0;
    if ((isSet && isNow) || (isSet && value < 0)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return isNow ? TimesChange.NOW : isSet ? value : TimesChange.KEEP;
  }
}
