package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.DirectoryHandle;
import io.serpentarium.sandbox.vfs.FileHandle;
import org.jspecify.annotations.Nullable;

/** What a descriptor number stands for. */
sealed interface Descriptor {

  /** Gives back what it holds. */
  default void close() {}

  /** One of the three standard streams. */
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

    @Override
    public void close() {
      handle.close();
    }
  }

  /**
   * An open directory.
   *
   * @param preopenName the name under which the guest was given it, or null when it opened it
   */
  record Directory(DirectoryHandle handle, @Nullable String preopenName) implements Descriptor {

    @Override
    public void close() {
      handle.close();
    }
  }
}
