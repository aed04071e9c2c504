package io.serpentarium.sandbox;

/**
 * The account that pays for the memory of a session or snapshot. Every byte that a tenant can size
 * is acquired here before it is allocated, and released once it is freed. Thread-safe; no method
 * blocks.
 */
public interface MemoryAccount {

  /** The purpose of bytes. */
  enum Use {
    /** Linear memory of an instance, including the pages that an execution may copy. */
    GUEST,
    /** Contents of files. */
    FILES,
    /** Inodes, names and indexes of pages: what lies in the Java heap, whatever it belongs to. */
    STRUCTURE,
    /** States that executions may be undone to. */
    HISTORY,
    /** The compressed memory of a session that hibernates. */
    HIBERNATION,
    /**
     * Snapshots, including their parts that are being read or written, and memory that forks share.
     */
    SNAPSHOT,
    /** Output that nobody has taken yet. */
    OUTPUT
  }

  /** An account that refuses nothing, for programs that trust their guests. */
  static MemoryAccount unlimited() {
    return UnlimitedAccount.INSTANCE;
  }

  /**
   * Acquires bytes that are about to be allocated.
   *
   * @param bytes 0 or more
   * @throws MemoryRefusedException if there is no room for all of them; none is acquired then
   */
  void acquire(Use use, long bytes);

  /**
   * Releases bytes that were acquired.
   *
   * @param bytes 0 or more
   */
  void release(Use use, long bytes);
}
