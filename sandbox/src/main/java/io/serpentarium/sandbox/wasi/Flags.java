package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;

/**
 * The sets of flags of preview1: a bit that it does not have is refused rather than overlooked.
 *
 * @see <a href="https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md">fdflags,
 *     lookupflags, oflags, fstflags, subclockflags</a>
 */
enum Flags {
  FD(5),
  LOOKUP(1),
  OPEN(4),
  TIMES(4),
  CLOCK(1);

  /** Every write goes to the end of the file. */
  static final int FD_APPEND = 1;

  /** Nothing waits. */
  static final int FD_NONBLOCK = 4;

  private final int count;

  Flags(int count) {
    this.count = count;
  }

  /**
   * Checks a set that the guest gave.
   *
   * @throws ErrnoException EINVAL
   */
  int of(long bits) throws ErrnoException {
    if (bits >>> count != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return (int) bits;
  }
}
