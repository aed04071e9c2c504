package io.serpentarium.sandbox.vfs;

/** An open file, without a position of its own. */
public non-sealed interface FileHandle extends Handle {

  /** Returns whether the file was opened for reading. */
  boolean readable();

  /** Returns whether the file was opened for writing. */
  boolean writable();

  /**
   * Content length in bytes.
   *
   * @throws ErrnoException EBADF
   */
  long size() throws ErrnoException;

  /**
   * Reads the available bytes.
   *
   * @param position the position, 0 or more
   * @return bytes read; 0 at or beyond the end
   * @throws ErrnoException EBADF when closed or not open for reading
   */
  int read(long position, byte[] target, int offset, int length) throws ErrnoException;

  /**
   * Writes the whole range; what lies between the old end and {@code position} becomes a hole that
   * reads as zeros.
   *
   * @param position 0 or more
   * @throws ErrnoException EBADF when closed or not open for writing, EFBIG, EDQUOT; nothing is
   *     written then
   */
  void write(long position, byte[] source, int offset, int length) throws ErrnoException;

  /**
   * Writes the whole range at the end, in one step with finding the end.
   *
   * @return the new content length
   * @throws ErrnoException the errors of {@link #write}
   */
  long append(byte[] source, int offset, int length) throws ErrnoException;

  /**
   * Cuts the content, or lengthens it with a hole.
   *
   * @param size 0 or more
   * @throws ErrnoException EBADF when closed or not open for writing, EFBIG, EDQUOT
   */
  void resize(long size) throws ErrnoException;

  /**
   * Lengthens the content with a hole, unless it is that long already.
   *
   * @param size the least content length, 0 or more
   * @throws ErrnoException the errors of {@link #resize}
   */
  void ensureSize(long size) throws ErrnoException;
}
