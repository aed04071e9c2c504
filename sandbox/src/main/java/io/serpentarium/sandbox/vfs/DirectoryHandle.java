package io.serpentarium.sandbox.vfs;

/** An open directory: the base that paths start from. */
public non-sealed interface DirectoryHandle extends Handle {

  /**
   * Gives the entries after a cookie, in an order that stays while others come and go: {@code .},
   * {@code ..}, then the rest. An entry that is there all the time is given exactly once.
   *
   * @param cookie 0 for the start, else that of the entry given last
   * @throws ErrnoException EBADF
   */
  void read(long cookie, EntrySink sink) throws ErrnoException;
}
