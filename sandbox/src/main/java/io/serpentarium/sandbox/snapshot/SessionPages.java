package io.serpentarium.sandbox.snapshot;

/**
 * The bookkeeping of one session's pages: which are settled, and whether the kernel watches the
 * others. Not thread-safe.
 */
public final class SessionPages implements AutoCloseable {

  /**
   * The number of executions before a memory is watched. By then an instance has touched most of
   * the pages that it will read: the kernel maps those of a watched memory one by one.
   */
  private static final int LOOKS = 4;

  private final SettledPages settled = new SettledPages();
  private int looks;
  private long watchedBytes;
  private long ownBytes;

  /** Takes note of how many pages were found to be the session's own. */
  void found(int pages) {
    ownBytes = (long) pages * PageRanges.PAGE_BYTES;
  }

  /** Bytes of the process that were the session's alone when that was last looked at. */
  public long heldBytes() {
    return ownBytes + settled.sizeBytes();
  }

  /** Takes note that the session has another instance. */
  public void moved() {
    looks = 0;
    watchedBytes = 0;
  }

  /** Returns whether no page is settled, so that another image can be written over the memory. */
  public boolean areInPlace() {
    return settled.isEmpty();
  }

  SettledPages settled() {
    return settled;
  }

  /** Bytes of the memory that are watched, from its beginning; 0 while it is not. */
  long watchedBytes() {
    return watchedBytes;
  }

  /** Takes note of a look at a memory that is not watched, and says whether it is to be, now. */
  boolean watchIsDue() {
    return watchedBytes == 0 && areInPlace() && ++looks == LOOKS;
  }

  void watched(long bytes) {
    watchedBytes = bytes;
  }

  /** Notes that the watch no longer reflects the memory. */
  void unwatched() {
    watchedBytes = 0;
  }

  @Override
  public void close() {
    settled.close();
  }
}
