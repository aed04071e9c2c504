package io.serpentarium.sandbox;

/**
 * The account of who pays for the memory of a session or snapshot. Every byte that a tenant can
 * size is acquired here before it is allocated, and released once it is freed. Thread-safe; no
 * method blocks.
 */
public interface MemoryAccount {

  /** What bytes are for. */
  enum Use {
    /** Linear memory of an instance, with what an execution may copy of it. */
    GUEST,
    /** Contents of files. */
    FILES,
    /** Inodes, names and indexes of pages: what lies in the Java heap, whatever it belongs to. */
    STRUCTURE,
    /** States that a session can go back to. */
    HISTORY,
    /** The compressed memory of a session that hibernates. */
    HIBERNATION,
    /** Snapshots, with what is read or written of them at the moment. */
    SNAPSHOT,
    /** Output that is kept for an answer, and what a terminal remembers. */
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
   * @throws MemoryRefusedException when there is no room for all of them; none is acquired then
   */
  void acquire(Use use, long bytes);

  /**
   * Releases bytes that were acquired.
   *
   * @param bytes 0 or more
   */
  void release(Use use, long bytes);
}
