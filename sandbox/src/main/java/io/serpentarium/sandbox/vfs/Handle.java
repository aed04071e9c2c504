package io.serpentarium.sandbox.vfs;

/**
 * An open file or directory. Stays usable when its name is removed.
 *
 * <p>Thread-safe. After {@link #close()} every call is refused with EBADF.
 */
public sealed interface Handle permits FileHandle, DirectoryHandle, DeviceHandle {

  /**
   * Returns the present attributes.
   *
   * @throws ErrnoException EBADF
   */
  FileStat stat() throws ErrnoException;

  /**
   * Sets the timestamps.
   *
   * @throws ErrnoException EBADF, EROFS
   */
  void setTimes(TimesChange change) throws ErrnoException;

  /**
   * Sets the permissions, which are stored and reported, but not enforced.
   *
   * @param mode the mode, from 0 to {@link FileStat#MAX_MODE}
   * @throws ErrnoException EBADF, EROFS
   */
  void setMode(int mode) throws ErrnoException;

  /** Gives it back, and with the last handle of a removed file its space. Idempotent. */
  void close();
}
