package io.serpentarium.sandbox.wasi;

/**
 * The rights of a descriptor, as {@code fd_fdstat_get} reports them. Rights are not enforced here:
 * a C library derives {@code O_RDONLY} and the like from them, and the handle itself refuses what
 * it does not allow.
 *
 * @see <a
 *     href="https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#rights">rights</a>
 */
final class Rights {

  static final long FD_READ = 1L << 1;
  static final long FD_WRITE = 1L << 6;

  /** All that preview1 has. */
  static final long ALL = (1L << 30) - 1;

  private static final long FD_DATASYNC = 1;
  private static final long FD_SEEK = 1L << 2;
  private static final long FD_FDSTAT_SET_FLAGS = 1L << 3;
  private static final long FD_SYNC = 1L << 4;
  private static final long FD_TELL = 1L << 5;
  private static final long FD_ADVISE = 1L << 7;
  private static final long FD_ALLOCATE = 1L << 8;
  private static final long PATH_FILESTAT_SET_SIZE = 1L << 19;
  private static final long FD_FILESTAT_GET = 1L << 21;
  private static final long FD_FILESTAT_SET_SIZE = 1L << 22;
  private static final long FD_FILESTAT_SET_TIMES = 1L << 23;
  private static final long POLL_FD_READWRITE = 1L << 27;
  private static final long SOCK = 3L << 28;

  private static final long EVERY_FILE =
      FD_DATASYNC
          | FD_SEEK
          | FD_FDSTAT_SET_FLAGS
          | FD_SYNC
          | FD_TELL
          | FD_ADVISE
          | FD_FILESTAT_GET
          | FD_FILESTAT_SET_TIMES
          | POLL_FD_READWRITE;

  private static final long EVERY_STREAM =
      FD_DATASYNC | FD_FDSTAT_SET_FLAGS | FD_SYNC | FD_FILESTAT_GET | POLL_FD_READWRITE;

  /** {@code path_open} truncates with or without the right to set a size from a path. */
  private static final long EVERY_DIRECTORY =
      ALL
          & ~(FD_READ
              | FD_WRITE
              | FD_SEEK
              | FD_TELL
              | FD_FDSTAT_SET_FLAGS
              | FD_ADVISE
              | FD_ALLOCATE
              | FD_FILESTAT_SET_SIZE
              | PATH_FILESTAT_SET_SIZE
              | POLL_FD_READWRITE
              | SOCK);

  private Rights() {}

  /** Returns the rights of the descriptor itself. */
  static long base(Descriptor descriptor) {
    return switch (descriptor) {
      case Descriptor.Stream stream -> EVERY_STREAM | (stream.input ? FD_READ : FD_WRITE);
      case Descriptor.Directory directory -> EVERY_DIRECTORY;
      case Descriptor.Device device -> EVERY_FILE | FD_READ | FD_WRITE;
      case Descriptor.File file ->
          EVERY_FILE
              | (file.handle.readable() ? FD_READ : 0)
              | (file.handle.writable() ? FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE : 0);
    };
  }

  /** Returns the rights of descriptors opened through it. */
  static long inheriting(Descriptor descriptor) {
    return descriptor instanceof Descriptor.Directory ? ALL : 0;
  }
}
