package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.DirectoryHandle;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The guest's descriptors: 0 to 2 the standard streams, 3 the root, then what it opens. */
final class DescriptorTable {

  /** Where the root directory stands. The pre-initialised module remembers this number. */
  static final int ROOT = 3;

  private final @Nullable Descriptor[] slots;

  /**
   * A table with the four that are always there.
   *
   * @param limit descriptors that may be open at once, at least 4
   */
  DescriptorTable(int limit, DirectoryHandle root) {
    slots = new @Nullable Descriptor[limit];
    slots[0] = Descriptor.Stream.stdin();
    slots[1] = Descriptor.Stream.output(StandardStreams.Output.STDOUT);
    slots[2] = Descriptor.Stream.output(StandardStreams.Output.STDERR);
    slots[ROOT] = new Descriptor.Directory(root, "/");
  }

  /**
   * Looks one up.
   *
   * @throws ErrnoException EBADF
   */
  Descriptor get(long number) throws ErrnoException {
    Descriptor found = number < slots.length ? slots[(int) number] : null;
    if (found == null) {
      throw new ErrnoException(Errno.EBADF);
    }
    return found;
  }

  /**
   * Looks up a file.
   *
   * @throws ErrnoException EBADF, EISDIR, or ESPIPE for a stream
   */
  Descriptor.File file(long number) throws ErrnoException {
    return switch (get(number)) {
      case Descriptor.File file -> file;
      case Descriptor.Directory directory -> throw new ErrnoException(Errno.EISDIR);
      case Descriptor.Stream stream -> throw new ErrnoException(Errno.ESPIPE);
    };
  }

  /**
   * Looks up a directory.
   *
   * @throws ErrnoException EBADF or ENOTDIR
   */
  DirectoryHandle directory(long number) throws ErrnoException {
    if (get(number) instanceof Descriptor.Directory directory) {
      return directory.handle();
    }
    throw new ErrnoException(Errno.ENOTDIR);
  }

  /**
   * Refuses when no number is left, before anything is opened.
   *
   * @throws ErrnoException EMFILE
   */
  void requireFree() throws ErrnoException {
    free();
  }

  /**
   * Gives a descriptor the lowest free number.
   *
   * @throws ErrnoException EMFILE
   */
  int add(Descriptor descriptor) throws ErrnoException {
    int number = free();
    slots[number] = descriptor;
    return number;
  }

  /**
   * Closes one.
   *
   * @throws ErrnoException EBADF
   */
  void close(long number) throws ErrnoException {
    Descriptor closed = get(number);
    slots[(int) number] = null;
    closed.close();
  }

  /**
   * Moves one to another number in use, which is closed.
   *
   * @throws ErrnoException EBADF
   */
  void renumber(long from, long to) throws ErrnoException {
    Descriptor moved = get(from);
    Descriptor replaced = get(to);
    if (from == to) {
      return;
    }
    slots[(int) to] = moved;
    slots[(int) from] = null;
    replaced.close();
  }

  private int free() throws ErrnoException {
    int number = Arrays.asList(slots).indexOf(null);
    if (number < 0) {
      throw new ErrnoException(Errno.EMFILE);
    }
    return number;
  }
}
