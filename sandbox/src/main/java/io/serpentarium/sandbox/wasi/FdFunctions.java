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

  void register(FunctionTable table) {
    table.add("fd_advise", "illi", this::fdAdvise);
    table.add("fd_allocate", "ill", this::fdAllocate);
    table.add("fd_close", "i", a -> descriptors.close(a[0]));
    table.add("fd_datasync", "i", a -> descriptors.get(a[0]));
    table.add("fd_fdstat_get", "ii", this::fdFdstatGet);
    table.add("fd_fdstat_set_flags", "ii", this::fdFdstatSetFlags);
    table.add("fd_fdstat_set_rights", "ill", this::fdFdstatSetRights);
    table.add("fd_filestat_get", "ii", this::fdFilestatGet);
    table.add("fd_filestat_set_size", "il", this::fdFilestatSetSize);
    table.add("fd_filestat_set_times", "illi", this::fdFilestatSetTimes);
    table.add("fd_prestat_get", "ii", this::fdPrestatGet);
    table.add("fd_prestat_dir_name", "iii", this::fdPrestatDirName);
    table.add("fd_renumber", "ii", a -> descriptors.renumber(a[0], a[1]));
    table.add("fd_seek", "ilii", this::fdSeek);
    table.add("fd_sync", "i", a -> descriptors.get(a[0]));
    table.add("fd_tell", "ii", this::fdTell);
    table.addExtension("fd_duplicate", "iii", this::fdDuplicate);
    table.addExtension("fd_replace", "ii", a -> descriptors.replace(a[0], a[1]));
    table.addExtension("fd_set_mode", "ii", a -> handle(a[0]).setMode(Stats.mode(a[1])));
  }

  /** Has a further number, not below the second argument, stand for the same descriptor. */
  private void fdDuplicate(long[] a) throws ErrnoException {
    guest.memory().check(a[2], Integer.BYTES);
    guest.memory().putInt(a[2], descriptors.duplicate(a[0], a[1]));
  }

  private void fdAdvise(long[] a) throws ErrnoException {
    final int adviceKinds = 6;
    descriptors.file(a[0]);
    if (a[1] < 0 || a[2] < 0 || a[3] >= adviceKinds) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  private void fdAllocate(long[] a) throws ErrnoException {
    FileHandle file = descriptors.file(a[0]).handle;
    if (!file.writable()) {
      throw new ErrnoException(Errno.EBADF);
    }
    if (a[1] < 0 || a[2] <= 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    long end = a[1] + a[2];
    if (end < 0) {
      throw new ErrnoException(Errno.EFBIG);
    }
    if (end > file.size()) {
      file.resize(end);
    }
  }

  private void fdFdstatGet(long[] a) throws ErrnoException {
    Descriptor descriptor = descriptors.get(a[0]);
    GuestMemory memory = guest.memory();
    memory.check(a[1], FDSTAT_BYTES);
    memory.putLong(a[1], type(descriptor) | (long) flags(descriptor) << 16);
    memory.putLong(a[1] + 8, Rights.base(descriptor));
    memory.putLong(a[1] + 16, Rights.inheriting(descriptor));
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

  private void fdFdstatSetFlags(long[] a) throws ErrnoException {
    Descriptor descriptor = descriptors.get(a[0]);
    int flags = Flags.FD.of(a[1]);
    switch (descriptor) {
      case Descriptor.Stream stream -> stream.flags = flags;
      case Descriptor.File file -> file.flags = flags;
      case Descriptor.Directory directory -> throw new ErrnoException(Errno.EBADF);
      case Descriptor.Device device -> {}
    }
  }

  private void fdFdstatSetRights(long[] a) throws ErrnoException {
    descriptors.get(a[0]);
    throw new ErrnoException(Errno.ENOTSUP);
  }

  private void fdFilestatGet(long[] a) throws ErrnoException {
    switch (descriptors.get(a[0])) {
      case Descriptor.Stream stream -> Stats.writeStream(guest.memory(), a[1], a[0]);
      case Descriptor.Device device -> Stats.writeDevice(guest.memory(), a[1], device.kind());
      case Descriptor.File file -> Stats.write(guest.memory(), a[1], file.handle.stat());
      case Descriptor.Directory directory ->
          Stats.write(guest.memory(), a[1], directory.handle().stat());
    }
  }

  private void fdFilestatSetSize(long[] a) throws ErrnoException {
    FileHandle file = descriptors.file(a[0]).handle;
    if (a[1] < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    file.resize(a[1]);
  }

  private void fdFilestatSetTimes(long[] a) throws ErrnoException {
    handle(a[0]).setTimes(Stats.times(a[1], a[2], a[3]));
  }

  private Handle handle(long number) throws ErrnoException {
    return switch (descriptors.get(number)) {
      case Descriptor.File file -> file.handle;
      case Descriptor.Directory directory -> directory.handle();
      case Descriptor.Stream stream -> throw new ErrnoException(Errno.EINVAL);
      case Descriptor.Device device -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  private void fdPrestatGet(long[] a) throws ErrnoException {
    String name = preopenName(a[0]);
    guest.memory().putLong(a[1], (long) name.length() << 32);
  }

  private void fdPrestatDirName(long[] a) throws ErrnoException {
    String name = preopenName(a[0]);
    if (a[2] < name.length()) {
      throw new ErrnoException(Errno.ENAMETOOLONG);
    }
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    guest.memory().write(a[1], ascii, 0, ascii.length);
  }

  private String preopenName(long number) throws ErrnoException {
    if (descriptors.get(number) instanceof Descriptor.Directory directory
        && directory.preopenName() != null) {
      return directory.preopenName();
    }
    throw new ErrnoException(Errno.EBADF);
  }

  private void fdSeek(long[] a) throws ErrnoException {
    if (descriptors.get(a[0]) instanceof Descriptor.Device) {
      guest.memory().putLong(a[3], 0);
      return;
    }
    Descriptor.File file = descriptors.file(a[0]);
    guest.memory().check(a[3], Long.BYTES);
    long position = base(file, a[2]) + a[1];
    if (position < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    file.position = position;
    guest.memory().putLong(a[3], position);
  }

  private static long base(Descriptor.File file, long whence) throws ErrnoException {
    return switch ((int) whence) {
      case WHENCE_SET -> 0;
      case WHENCE_CUR -> file.position;
      case WHENCE_END -> file.handle.size();
      default -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  private void fdTell(long[] a) throws ErrnoException {
    boolean device = descriptors.get(a[0]) instanceof Descriptor.Device;
    guest.memory().putLong(a[1], device ? 0 : descriptors.file(a[0]).position);
  }
}
