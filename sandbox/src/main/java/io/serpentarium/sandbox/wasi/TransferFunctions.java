package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import java.util.Arrays;

/** The functions on descriptors that move bytes: read, write, and the entries of a directory. */
final class TransferFunctions {

  private final GuestView guest;
  private final DescriptorTable descriptors;
  private final StandardStreams streams;
  private final RandomSource random;
  private final ProcessDevice processes;

  TransferFunctions(
      GuestView guest,
      DescriptorTable descriptors,
      StandardStreams streams,
      RandomSource random,
      ProcessDevice processes) {
    this.guest = guest;
    this.descriptors = descriptors;
    this.streams = streams;
    this.random = random;
    this.processes = processes;
  }

  void register(FunctionTable table) {
    table.add("fd_read", "iiii", a -> fdRead(a[0], a[1], a[2], a[3]));
    table.add("fd_pread", "iiili", a -> fdPread(a[0], a[1], a[2], a[3], a[4]));
    table.add("fd_write", "iiii", a -> fdWrite(a[0], a[1], a[2], a[3]));
    table.add("fd_pwrite", "iiili", a -> fdPwrite(a[0], a[1], a[2], a[3], a[4]));
    table.add("fd_readdir", "iiili", a -> fdReaddir(a[0], a[1], a[2], a[3], a[4]));
  }

  /**
   * Reads where the position is, which moves on.
   *
   * @throws ErrnoException EAGAIN, EBADF, EFAULT, EINTR, EINVAL or EISDIR
   */
  private void fdRead(long descriptor, long vectors, long count, long result)
      throws ErrnoException {
    Descriptor found = descriptors.get(descriptor);
    IoVectors moved = vectors(vectors, count, result);
    byte[] buffer = guest.transfer(moved.total());
    int transferred =
        switch (found) {
          case Descriptor.Stream stream -> readStream(stream, buffer, moved.total());
          case Descriptor.File file -> file.read(buffer, 0, moved.total());
          case Descriptor.Directory directory -> throw new ErrnoException(Errno.EISDIR);
          case Descriptor.Device device -> readDevice(device, buffer, moved.total());
        };
    moved.scatter(buffer, transferred);
    guest.memory().putInt(result, transferred);
  }

  private int readStream(Descriptor.Stream stream, byte[] buffer, int length)
      throws ErrnoException {
    if (!stream.input) {
      throw new ErrnoException(Errno.EBADF);
    }
    if (length == 0) {
      return 0;
    }
    if (stream.nonBlocking() && !streams.readable()) {
      throw new ErrnoException(Errno.EAGAIN);
    }
    return uninterrupted(streams.read(buffer, 0, length));
  }

  private int readDevice(Descriptor.Device device, byte[] buffer, int length) {
    return switch (device.kind()) {
      case ZERO, FULL -> {
        Arrays.fill(buffer, 0, length, (byte) 0);
        yield length;
      }
      case URANDOM, RANDOM -> {
        random.fill(buffer, length);
        yield length;
      }
      case PROCESS -> processes.read(buffer, length);
      case NULL, STDIN, STDOUT, STDERR, DISPLAY -> 0;
    };
  }

  /**
   * Reads at an offset.
   *
   * @throws ErrnoException EBADF, EFAULT, EINVAL, EISDIR or ESPIPE
   */
  private void fdPread(long descriptor, long vectors, long count, long offset, long result)
      throws ErrnoException {
    Descriptor.File file = descriptors.file(descriptor);
    IoVectors moved = vectors(vectors, count, result);
    byte[] buffer = guest.transfer(moved.total());
    int transferred = file.handle.read(position(offset), buffer, 0, moved.total());
    moved.scatter(buffer, transferred);
    guest.memory().putInt(result, transferred);
  }

  /**
   * Writes where the position is, which moves on, or at the end.
   *
   * @throws ErrnoException EBADF, EDQUOT, EFAULT, EFBIG, EINTR, EINVAL or ENOSPC
   */
  private void fdWrite(long descriptor, long vectors, long count, long result)
      throws ErrnoException {
    Descriptor found = descriptors.get(descriptor);
    IoVectors moved = vectors(vectors, count, result);
    byte[] buffer = guest.transfer(moved.total());
    moved.gather(buffer);
    int transferred =
        switch (found) {
          case Descriptor.Stream stream -> writeStream(stream, buffer, moved.total());
          case Descriptor.File file -> writeFile(file, buffer, moved.total());
          case Descriptor.Directory directory -> throw new ErrnoException(Errno.EBADF);
          case Descriptor.Device device -> writeDevice(device, buffer, moved.total());
        };
    guest.memory().putInt(result, transferred);
  }

  private int writeStream(Descriptor.Stream stream, byte[] buffer, int length)
      throws ErrnoException {
    if (stream.input) {
      throw new ErrnoException(Errno.EBADF);
    }
    return length == 0 ? 0 : uninterrupted(streams.write(stream.output, buffer, 0, length));
  }

  private int writeDevice(Descriptor.Device device, byte[] buffer, int length)
      throws ErrnoException {
    if (length == 0) {
      return 0;
    }
    return switch (device.kind()) {
      case FULL -> throw new ErrnoException(Errno.ENOSPC);
      case DISPLAY -> uninterrupted(streams.display(buffer, 0, length));
      case PROCESS -> processes.write(buffer, length);
      default -> length;
    };
  }

  private static int writeFile(Descriptor.File file, byte[] buffer, int length)
      throws ErrnoException {
    file.write(buffer, 0, length);
    return length;
  }

  /**
   * Writes at an offset.
   *
   * @throws ErrnoException EBADF, EDQUOT, EFAULT, EFBIG, EINVAL, EISDIR or ESPIPE
   */
  private void fdPwrite(long descriptor, long vectors, long count, long offset, long result)
      throws ErrnoException {
    Descriptor.File file = descriptors.file(descriptor);
    IoVectors moved = vectors(vectors, count, result);
    byte[] buffer = guest.transfer(moved.total());
    moved.gather(buffer);
    file.handle.write(position(offset), buffer, 0, moved.total());
    guest.memory().putInt(result, moved.total());
  }

  /**
   * Writes the entries of a directory behind a cookie; the last may be cut off.
   *
   * @throws ErrnoException EBADF, EFAULT or ENOTDIR
   */
  private void fdReaddir(long descriptor, long buffer, long length, long cookie, long result)
      throws ErrnoException {
    var directory = descriptors.directory(descriptor);
    GuestMemory memory = guest.memory();
    memory.check(buffer, length);
    memory.check(result, Integer.BYTES);
    DirectoryEntries entries = new DirectoryEntries(memory, buffer, length);
    directory.read(cookie(cookie), entries);
    memory.putInt(result, (int) entries.used());
  }

  /** Cookies are unsigned, and none that was given out is negative: such a one is past the end. */
  private static long cookie(long given) {
    return given < 0 ? Long.MAX_VALUE : given;
  }

  private IoVectors vectors(long address, long count, long result) throws ErrnoException {
    GuestMemory memory = guest.memory();
    memory.check(result, Integer.BYTES);
    return IoVectors.of(memory, address, count);
  }

  private static long position(long offset) throws ErrnoException {
    if (offset < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return offset;
  }

  private static int uninterrupted(int count) throws ErrnoException {
    if (count == StandardStreams.INTERRUPTED) {
      throw new ErrnoException(Errno.EINTR);
    }
    if (count == StandardStreams.FULL) {
      throw new ErrnoException(Errno.ENOSPC);
    }
    return count;
  }
}
