package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.vfs.Device;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import java.util.Arrays;

/** The functions on descriptors that move bytes: read, write, and the entries of a directory. */
final class TransferFunctions {

  private final GuestView guest;
  private final DescriptorTable descriptors;
  private final StandardStreams streams;
  private final RandomSource random;

  TransferFunctions(
      GuestView guest, DescriptorTable descriptors, StandardStreams streams, RandomSource random) {
    this.guest = guest;
    this.descriptors = descriptors;
    this.streams = streams;
    this.random = random;
  }

  void register(FunctionTable table) {
    table.add("fd_read", "iiii", this::fdRead);
    table.add("fd_pread", "iiili", this::fdPread);
    table.add("fd_write", "iiii", this::fdWrite);
    table.add("fd_pwrite", "iiili", this::fdPwrite);
    table.add("fd_readdir", "iiili", this::fdReaddir);
  }

  private void fdRead(long[] a) throws ErrnoException {
    Descriptor descriptor = descriptors.get(a[0]);
    IoVectors vectors = vectors(a[1], a[2], a[3]);
    byte[] buffer = guest.transfer(vectors.total());
    int count =
        switch (descriptor) {
          case Descriptor.Stream stream -> readStream(stream, buffer, vectors.total());
          case Descriptor.File file -> {
            int read = file.handle.read(file.position, buffer, 0, vectors.total());
            file.position += read;
            yield read;
          }
          case Descriptor.Directory directory -> throw new ErrnoException(Errno.EISDIR);
          case Descriptor.Device device -> readDevice(device, buffer, vectors.total());
        };
    vectors.scatter(buffer, count);
    guest.memory().putInt(a[3], count);
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
      case NULL, STDIN, STDOUT, STDERR -> 0;
    };
  }

  private void fdPread(long[] a) throws ErrnoException {
    Descriptor.File file = descriptors.file(a[0]);
    IoVectors vectors = vectors(a[1], a[2], a[4]);
    byte[] buffer = guest.transfer(vectors.total());
    int count = file.handle.read(position(a[3]), buffer, 0, vectors.total());
    vectors.scatter(buffer, count);
    guest.memory().putInt(a[4], count);
  }

  private void fdWrite(long[] a) throws ErrnoException {
    Descriptor descriptor = descriptors.get(a[0]);
    IoVectors vectors = vectors(a[1], a[2], a[3]);
    byte[] buffer = guest.transfer(vectors.total());
    vectors.gather(buffer);
    int count =
        switch (descriptor) {
          case Descriptor.Stream stream -> writeStream(stream, buffer, vectors.total());
          case Descriptor.File file -> writeFile(file, buffer, vectors.total());
          case Descriptor.Directory directory -> throw new ErrnoException(Errno.EBADF);
          case Descriptor.Device device -> writeDevice(device, vectors.total());
        };
    guest.memory().putInt(a[3], count);
  }

  private int writeStream(Descriptor.Stream stream, byte[] buffer, int length)
      throws ErrnoException {
    if (stream.input) {
      throw new ErrnoException(Errno.EBADF);
    }
    return length == 0 ? 0 : uninterrupted(streams.write(stream.output, buffer, 0, length));
  }

  private static int writeDevice(Descriptor.Device device, int length) throws ErrnoException {
    if (device.kind() == Device.FULL && length > 0) {
      throw new ErrnoException(Errno.ENOSPC);
    }
    return length;
  }

  private int writeFile(Descriptor.File file, byte[] buffer, int length) throws ErrnoException {
    if (file.appends()) {
      file.position = file.handle.append(buffer, 0, length);
    } else {
      file.handle.write(file.position, buffer, 0, length);
      file.position += length;
    }
    return length;
  }

  private void fdPwrite(long[] a) throws ErrnoException {
    Descriptor.File file = descriptors.file(a[0]);
    IoVectors vectors = vectors(a[1], a[2], a[4]);
    byte[] buffer = guest.transfer(vectors.total());
    vectors.gather(buffer);
    file.handle.write(position(a[3]), buffer, 0, vectors.total());
    guest.memory().putInt(a[4], vectors.total());
  }

  private void fdReaddir(long[] a) throws ErrnoException {
    var directory = descriptors.directory(a[0]);
    GuestMemory memory = guest.memory();
    memory.check(a[1], a[2]);
    memory.check(a[4], Integer.BYTES);
    DirectoryEntries entries = new DirectoryEntries(memory, a[1], a[2]);
    directory.read(cookie(a[3]), entries);
    memory.putInt(a[4], (int) entries.used());
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
    return count;
  }
}
