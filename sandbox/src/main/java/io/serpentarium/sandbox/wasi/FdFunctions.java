package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import io.serpentarium.sandbox.vfs.FileHandle;
import io.serpentarium.sandbox.vfs.Handle;
import java.nio.charset.StandardCharsets;

/** The functions on descriptors, apart from those that move bytes. */
final class FdFunctions {

  private static final int WHENCE_SET = 0;
  private static final int WHENCE_CUR = 1;
  private static final int WHENCE_END = 2;

  private static final int FDSTAT_BYTES = 24;

  private final GuestView guest;
  private final DescriptorTable descriptors;

  FdFunctions(GuestView guest, DescriptorTable descriptors) {
    this.guest = guest;
    this.descriptors = descriptors;
  }

  /**
   * Registers the functions.
   *
   * @param table the table of preview1
   * @param extensions the table of functions that preview1 lacks
   */
  void register(FunctionTable table, FunctionTable extensions) {
    table.add("fd_advise", "illi", a -> fdAdvise(a[0], a[1], a[2], a[3]));
    table.add("fd_allocate", "ill", a -> fdAllocate(a[0], a[1], a[2]));
    table.add("fd_close", "i", a -> descriptors.close(a[0]));
    table.add("fd_datasync", "i", a -> descriptors.get(a[0]));
    table.add("fd_fdstat_get", "ii", a -> fdFdstatGet(a[0], a[1]));
    table.add("fd_fdstat_set_flags", "ii", a -> fdFdstatSetFlags(a[0], a[1]));
    table.add("fd_fdstat_set_rights", "ill", a -> fdFdstatSetRights(a[0]));
    table.add("fd_filestat_get", "ii", a -> fdFilestatGet(a[0], a[1]));
    table.add("fd_filestat_set_size", "il", a -> fdFilestatSetSize(a[0], a[1]));
    table.add("fd_filestat_set_times", "illi", a -> fdFilestatSetTimes(a[0], a[1], a[2], a[3]));
    table.add("fd_prestat_get", "ii", a -> fdPrestatGet(a[0], a[1]));
    table.add("fd_prestat_dir_name", "iii", a -> fdPrestatDirName(a[0], a[1], a[2]));
    table.add("fd_renumber", "ii", a -> descriptors.renumber(a[0], a[1]));
    table.add("fd_seek", "ilii", a -> fdSeek(a[0], a[1], a[2], a[3]));
    table.add("fd_sync", "i", a -> descriptors.get(a[0]));
    table.add("fd_tell", "ii", a -> fdTell(a[0], a[1]));
    extensions.add("fd_duplicate", "iii", a -> fdDuplicate(a[0], a[1], a[2]));
    extensions.add("fd_replace", "ii", a -> descriptors.replace(a[0], a[1]));
    extensions.add("fd_set_mode", "ii", a -> handle(a[0]).setMode(Stats.mode(a[1])));
  }

  /**
   * Gives a descriptor a further number, not below {@code least}.
   *
   * @throws ErrnoException EBADF, EFAULT, EINVAL or EMFILE
   */
  private void fdDuplicate(long descriptor, long least, long result) throws ErrnoException {
    guest.memory().check(result, Integer.BYTES);
    guest.memory().putInt(result, descriptors.duplicate(descriptor, least));
  }

  /**
   * Takes advice on how a file will be used, and does nothing with it.
   *
   * @throws ErrnoException EBADF, EINVAL, EISDIR or ESPIPE
   */
  private void fdAdvise(long descriptor, long offset, long length, long advice)
      throws ErrnoException {
    final int adviceKinds = 6;
    descriptors.file(descriptor);
    if (offset < 0 || length < 0 || advice >= adviceKinds) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  /**
   * Extends a file to the end of a range.
   *
   * @throws ErrnoException EBADF, EDQUOT, EFBIG, EINVAL, EISDIR or ESPIPE
   */
  private void fdAllocate(long descriptor, long offset, long length) throws ErrnoException {
    FileHandle file = descriptors.file(descriptor).handle;
    if (!file.writable()) {
      throw new ErrnoException(Errno.EBADF);
    }
    if (offset < 0 || length <= 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    long end = offset + length;
    if (end < 0) {
      throw new ErrnoException(Errno.EFBIG);
    }
    if (end > file.size()) {
      file.resize(end);
    }
  }

  /**
   * Writes the type, flags and rights of a descriptor: 24 bytes.
   *
   * @throws ErrnoException EBADF or EFAULT
   */
  private void fdFdstatGet(long descriptor, long result) throws ErrnoException {
    Descriptor found = descriptors.get(descriptor);
    GuestMemory memory = guest.memory();
    memory.check(result, FDSTAT_BYTES);
    memory.putLong(result, type(found) | (long) flags(found) << 16);
    memory.putLong(result + 8, Rights.base(found));
    memory.putLong(result + 16, Rights.inheriting(found));
  }

  private static int type(Descriptor descriptor) {
    return switch (descriptor) {
      case Descriptor.Stream stream -> Stats.CHARACTER_DEVICE;
      case Descriptor.Device device -> Stats.CHARACTER_DEVICE;
      case Descriptor.Directory directory -> Stats.DIRECTORY;
      case Descriptor.File file -> Stats.REGULAR_FILE;
    };
  }

  private static int flags(Descriptor descriptor) {
    return switch (descriptor) {
      case Descriptor.Stream stream -> stream.flags;
      case Descriptor.Directory directory -> 0;
      case Descriptor.Device device -> 0;
      case Descriptor.File file -> file.flags;
    };
  }

  /**
   * Sets the flags of a descriptor.
   *
   * @throws ErrnoException EBADF or EINVAL
   */
  private void fdFdstatSetFlags(long descriptor, long flags) throws ErrnoException {
    Descriptor found = descriptors.get(descriptor);
    int known = Flags.FD.of(flags);
    switch (found) {
      case Descriptor.Stream stream -> stream.flags = known;
      case Descriptor.File file -> file.flags = known;
      case Descriptor.Directory directory -> throw new ErrnoException(Errno.EBADF);
      case Descriptor.Device device -> {}
    }
  }

  /**
   * Rights cannot be given up.
   *
   * @throws ErrnoException EBADF or ENOTSUP
   */
  private void fdFdstatSetRights(long descriptor) throws ErrnoException {
    descriptors.get(descriptor);
    throw new ErrnoException(Errno.ENOTSUP);
  }

  /**
   * Writes the attributes of an open file: 64 bytes.
   *
   * @throws ErrnoException EBADF or EFAULT
   */
  private void fdFilestatGet(long descriptor, long result) throws ErrnoException {
    Stats.write(guest.memory(), result, descriptor, descriptors.get(descriptor));
  }

  /**
   * Cuts a file off, or fills it up with zeros.
   *
   * @throws ErrnoException EBADF, EDQUOT, EFBIG, EINVAL, EISDIR or ESPIPE
   */
  private void fdFilestatSetSize(long descriptor, long size) throws ErrnoException {
    FileHandle file = descriptors.file(descriptor).handle;
    if (size < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    file.resize(size);
  }

  /**
   * Sets the times of an open file, in nanoseconds.
   *
   * @throws ErrnoException EBADF, EINVAL or EROFS
   */
  private void fdFilestatSetTimes(long descriptor, long accessed, long modified, long which)
      throws ErrnoException {
    handle(descriptor).setTimes(Stats.times(accessed, modified, which));
  }

  private Handle handle(long number) throws ErrnoException {
    return switch (descriptors.get(number)) {
      case Descriptor.File file -> file.handle;
      case Descriptor.Directory directory -> directory.handle();
      case Descriptor.Stream stream -> throw new ErrnoException(Errno.EINVAL);
      case Descriptor.Device device -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  /**
   * Writes the length of a preopened directory's name: 8 bytes.
   *
   * @throws ErrnoException EBADF or EFAULT
   */
  private void fdPrestatGet(long descriptor, long result) throws ErrnoException {
    String name = preopenName(descriptor);
    guest.memory().putLong(result, (long) name.length() << 32);
  }

  /**
   * Writes the name of a preopened directory.
   *
   * @throws ErrnoException EBADF, EFAULT or ENAMETOOLONG
   */
  private void fdPrestatDirName(long descriptor, long buffer, long length) throws ErrnoException {
    String name = preopenName(descriptor);
    if (length < name.length()) {
      throw new ErrnoException(Errno.ENAMETOOLONG);
    }
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    guest.memory().write(buffer, ascii, 0, ascii.length);
  }

  private String preopenName(long number) throws ErrnoException {
    if (descriptors.get(number) instanceof Descriptor.Directory directory
        && directory.preopenName() != null) {
      return directory.preopenName();
    }
    throw new ErrnoException(Errno.EBADF);
  }

  /**
   * Moves the position in a file, and writes it.
   *
   * @throws ErrnoException EBADF, EFAULT, EINVAL, EISDIR or ESPIPE
   */
  private void fdSeek(long descriptor, long offset, long whence, long result)
      throws ErrnoException {
    if (descriptors.get(descriptor) instanceof Descriptor.Device) {
      guest.memory().putLong(result, 0);
      return;
    }
    Descriptor.File file = descriptors.file(descriptor);
    guest.memory().check(result, Long.BYTES);
    long position = base(file, whence) + offset;
    if (position < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    file.position = position;
    guest.memory().putLong(result, position);
  }

  private static long base(Descriptor.File file, long whence) throws ErrnoException {
    return switch ((int) whence) {
      case WHENCE_SET -> 0;
      case WHENCE_CUR -> file.position;
      case WHENCE_END -> file.handle.size();
      default -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  /**
   * Writes the position in a file.
   *
   * @throws ErrnoException EBADF, EFAULT, EISDIR or ESPIPE
   */
  private void fdTell(long descriptor, long result) throws ErrnoException {
    boolean device = descriptors.get(descriptor) instanceof Descriptor.Device;
    guest.memory().putLong(result, device ? 0 : descriptors.file(descriptor).position);
  }
}
