package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.memory.Blocks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The shared state of a session's inodes: the account of its quota, through which every byte
 * passes, the inode numbers and the time. The monitor of the volume is the file system's lock.
 */
final class Volume {

  /**
   * The step of timestamps, in nanoseconds. Python keeps them as a double of seconds, which
   * distinguishes today's times only if they differ by more than 238 ns.
   */
  static final long TICK_NANOS = 1000;

  /** The most heap bytes that an inode takes, with its undo data. */
  static final int INODE_BYTES = 768;

  private record Account(long bytes, int inodes, long lastInode, long structure) {}

  private final UndoLog undoLog = new UndoLog();
  private FileQuota quota;
  private final LongSupplier realtimeNanos;
  private long bytes;
  private int inodes;
  private long lastInode;
  private long byteRefusals;
  private long inodeRefusals;
  private Account marked = new Account(0, 0, 0, 0);

  /** The contents of all files that may have chunks. */
  private final Set<FileContent> contents = new HashSet<>();

  private Blocks blocks;

  /** Bytes of the heap that inodes and names take now, and those that are acquired for them. */
  private long structure;

  private long structureHeld;
  private boolean closed;
  private long changes;

  /**
   * A volume without inodes.
   *
   * @param blocks pays for what its files take
   */
  Volume(FileQuota quota, LongSupplier realtimeNanos, Blocks blocks) {
    this.quota = quota;
    this.realtimeNanos = realtimeNanos;
    this.blocks = blocks;
  }

  /** Counts entries added to and removed from directories, starting at a number. */
  void countChangesFrom(long number) {
    changes = number;
  }

  /** Counts a change of an entry. */
  void countChange(String name) {
    if (!name.equals(MemoryFileSystem.PROGRAM_FILE)) {
      changes++;
    }
  }

  long changes() {
    return changes;
  }

  /** Returns the blocks that pay for the files. */
  Blocks blocks() {
    return blocks;
  }

  /**
   * Makes another account pay, for the built-in directories too. Only while there is nothing else.
   *
   * @throws IllegalStateException otherwise
   */
  void setBlocks(Blocks newBlocks) {
    if (inodes > 0 || !contents.isEmpty()) {
      throw new IllegalStateException("its files are paid for");
    }
    newBlocks.account().acquire(Use.STRUCTURE, structureHeld);
    blocks.account().release(Use.STRUCTURE, structureHeld);
    blocks = newBlocks;
  }

  /** Takes note of a content that may have chunks. */
  void register(FileContent content) {
    contents.add(content);
  }

  /** Takes note that a content has no chunks any more. */
  void unregister(FileContent content) {
    contents.remove(content);
  }

  /** Bytes of the heap that inodes and names take. */
  long structureBytes() {
    return structure;
  }

  /**
   * Acquires heap for an inode or name.
   *
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room
   */
  void holdStructure(long count) {
    long missing = structure + count - structureHeld;
    if (missing > 0) {
      blocks.account().acquire(Use.STRUCTURE, missing);
      structureHeld += missing;
    }
    structure += count;
  }

  /**
   * Acquires heap for an inode under a name that is about to be made, so that no later step of
   * making it is refused.
   *
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room
   */
  void prepareFor(String name) {
    long cost = INODE_BYTES + TreeDirectory.nameCost(name);
    holdStructure(cost);
    dropStructure(cost);
  }

  /** Notes the removal of an inode or name; until the next mark it may come back. */
  void dropStructure(long count) {
    structure -= count;
  }

  /** Frees all contents. What is in it can be looked at, and no content be read or written. */
  void close() {
    if (!closed) {
      closed = true;
      undoLog.forget();
      List.copyOf(contents).forEach(FileContent::abandon);
      blocks.account().release(Use.STRUCTURE, structureHeld);
      structureHeld = 0;
      structure = 0;
      quota = new FileQuota(0, 0);
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Changes the quota from now on; present usage stays. */
  void setQuota(FileQuota newQuota) {
    quota = newQuota;
  }

  UndoLog undoLog() {
    return undoLog;
  }

  /** Marks the present state, in a time that grows with the changes since the last mark. */
  void mark() {
    undoLog.mark();
    blocks.account().release(Use.STRUCTURE, structureHeld - structure);
    structureHeld = structure;
    marked = new Account(bytes, inodes, lastInode, structure);
  }

  /** Restores the inodes and their account as they were at the mark. */
  void rollBack() {
    undoLog.rollBack();
    restore(marked.bytes(), marked.inodes(), marked.lastInode());
    structure = marked.structure();
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

  /** Returns whether one more inode with a number of bytes fits into the quota. */
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
    holdStructure(INODE_BYTES);
    inodes++;
  }

  /** Gives an inode, or one of its further names, back; its number is not used again. */
  void returnInode() {
    inodes--;
    dropStructure(INODE_BYTES);
  }

  /** Returns the number of a built-in inode, which does not count. */
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
