package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.DirectoryHandle;
import io.serpentarium.sandbox.vfs.ErrnoException;
import io.serpentarium.sandbox.vfs.FileHandle;
import org.jspecify.annotations.Nullable;

/** The object behind a descriptor number; several numbers may share one. */
sealed interface Descriptor {

  /** Releases the descriptor's handle. */
  default void close() {}

  /** A standard stream. */
  final class Stream implements Descriptor {

    final boolean input;
    final StandardStreams.Output output;
    int flags;

    private Stream(boolean input, StandardStreams.Output output) {
      this.input = input;
      this.output = output;
    }

    boolean nonBlocking() {
      return (flags & Flags.FD_NONBLOCK) != 0;
    }

    static Stream stdin() {
      return new Stream(true, StandardStreams.Output.STDOUT);
    }

    static Stream output(StandardStreams.Output output) {
      return new Stream(false, output);
    }
  }

  /** A device that is no standard stream. */
  final class Device implements Descriptor {

    private final io.serpentarium.sandbox.vfs.Device kind;

    Device(io.serpentarium.sandbox.vfs.Device kind) {
      this.kind = kind;
    }

    io.serpentarium.sandbox.vfs.Device kind() {
      return kind;
    }
  }

  /** An open file with its position. */
  final class File implements Descriptor {

    final FileHandle handle;
    long position;
    int flags;

    /** A file at its start; of its flags only append changes anything. */
    File(FileHandle handle, int flags) {
      this.handle = handle;
      this.flags = flags;
    }

    boolean appends() {
      return (flags & Flags.FD_APPEND) != 0;
    }

    /** Reads where the position is, which moves on; 0 at the end. */
    int read(byte[] target, int offset, int length) throws ErrnoException {
      int read = handle.read(position, target, offset, length);
      position += read;
      return read;
    }

    /** Writes where the position is, which moves on, or at the end. */
    void write(byte[] source, int offset, int length) throws ErrnoException {
      if (appends()) {
        position = handle.append(source, offset, length);
      } else {
        handle.write(position, source, offset, length);
        position += length;
      }
    }

    @Override
    public void close() {
      handle.close();
    }
  }

  /** An open directory; the name is the one under which the guest was given it, if it was. */
  final class Directory implements Descriptor {

    private final DirectoryHandle handle;
    private final @Nullable String preopenName;

    Directory(DirectoryHandle handle, @Nullable String preopenName) {
      this.handle = handle;
      this.preopenName = preopenName;
    }

    DirectoryHandle handle() {
      return handle;
    }

    @Nullable String preopenName() {
      return preopenName;
    }

    @Override
    public void close() {
      handle.close();
    }
  }
}
