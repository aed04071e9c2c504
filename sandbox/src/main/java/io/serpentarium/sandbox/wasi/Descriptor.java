package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.DirectoryHandle;
import io.serpentarium.sandbox.vfs.FileHandle;
import org.jspecify.annotations.Nullable;

/** What a descriptor number stands for. */
sealed interface Descriptor {

  /** The bits of {@code fdflags} that a descriptor may have. */
  int APPEND = 1;

  int NONBLOCK = 4;

  /** Gives back what it holds. */
  default void close() {}

  /** One of the three standard streams. */
  final class Stream implements Descriptor {

    final boolean input;
    final StandardStreams.Output output;
    boolean nonBlocking;

    private Stream(boolean input, StandardStreams.Output output) {
      this.input = input;
      this.output = output;
    }

    int flags() {
      return nonBlocking ? NONBLOCK : 0;
    }

    void setFlags(int flags) {
      nonBlocking = (flags & NONBLOCK) != 0;
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
    boolean append;

    File(FileHandle handle, boolean append) {
      this.handle = handle;
      this.append = append;
    }

    int flags() {
      return append ? APPEND : 0;
    }

    void setFlags(int flags) {
      append = (flags & APPEND) != 0;
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
