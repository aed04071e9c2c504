package io.serpentarium.sandbox.vfs;

import java.util.function.LongSupplier;

/**
 * What the inodes of one session share: the account of its quota, through which every byte passes,
 * the inode numbers and the time. Its monitor is the file system's lock.
 */
final class Volume {

  /**
   * The step of timestamps, in nanoseconds. Python keeps them as a double of seconds, which tells
   * today's times apart only when they differ by more than 238 ns.
   */
  static final long TICK_NANOS = 1000;

  private record Account(long bytes, int inodes, long lastInode) {}

  private final UndoLog undoLog = new UndoLog();
  private FileQuota quota;
  private final LongSupplier realtimeNanos;
  private long bytes;
  private int inodes;
  private long lastInode;
  private long byteRefusals;
  private long inodeRefusals;
  private Account marked = new Account(0, 0, 0);

  Volume(FileQuota quota, LongSupplier realtimeNanos) {
    this.quota = quota;
    this.realtimeNanos = realtimeNanos;
  }

  /** Changes what may be taken from now on; what is taken already stays. */
  void setQuota(FileQuota newQuota) {
    quota = newQuota;
  }

  UndoLog undoLog() {
    return undoLog;
  }

  /** Remembers what stands now, in constant time. */
  void mark() {
    undoLog.mark();
    marked = new Account(bytes, inodes, lastInode);
  }

  /** Puts the inodes and the account of them back as they were at the mark. */
  void rollBack() {
    undoLog.rollBack();
    restore(marked.bytes(), marked.inodes(), marked.lastInode());
  }

  /** Sets the account, whatever the quota says. */
  void restore(long newBytes, int newInodes, long newLastInode) {
    bytes = newBytes;
    inodes = newInodes;
    lastInode = newLastInode;
  }

  /** The inode number given out last. */
  long lastInode() {
    return lastInode;
  }

  /** Bytes of the quota that are taken. */
  long bytes() {
    return bytes;
  }

  /** Whether one more inode with so many bytes fits into the quota. */
  boolean hasRoomFor(long count) {
    return inodes < quota.inodes() && count <= quota.bytes() - bytes;
  }

  /** Takes bytes of the quota. */
  void reserve(long count) throws ErrnoException {
    if (count > quota.bytes() - bytes) {
      byteRefusals++;
      throw new ErrnoException(Errno.EDQUOT);
    }
    bytes += count;
  }

  /** Gives bytes back. */
  void release(long count) {
    bytes -= count;
  }

  /** Takes an inode of the quota and answers its number. */
  long takeInode() throws ErrnoException {
    takeName();
    return nextInode();
  }

  /**
   * Takes an inode of the quota for one more name of an inode, which costs memory like the first.
   */
  void takeName() throws ErrnoException {
    if (inodes >= quota.inodes()) {
      inodeRefusals++;
      throw new ErrnoException(Errno.EDQUOT);
    }
    inodes++;
  }

  /** Gives an inode, or one of its further names, back; its number is not used again. */
  void returnInode() {
    inodes--;
  }

  /** The number of an inode that is always there and counts for nobody. */
  long nextInode() {
    return ++lastInode;
  }

  /** The time in nanoseconds since 1970, a multiple of {@link #TICK_NANOS}. */
  long now() {
    long now = Math.max(0, realtimeNanos.getAsLong());
    return now - now % TICK_NANOS;
  }

  DiskUsage usage() {
    return new DiskUsage(bytes, inodes, byteRefusals, inodeRefusals);
  }
}
