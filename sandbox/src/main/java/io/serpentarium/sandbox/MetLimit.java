package io.serpentarium.sandbox;

/** A limit that a program met, also where it went on because Python has an exception for it. */
public enum MetLimit {
  /** Ended the program. */
  WALL_TIME,
  /** Ended the program. */
  CPU_TIME,
  /**
   * MemoryError of the interpreter's, caught or not; one that the program raises itself is none.
   */
  MEMORY,
  /** Ended the program. */
  OUTPUT,
  /** OSError with EDQUOT: bytes of its files. */
  DISK,
  /** OSError with EDQUOT: how many files, folders and links there are. */
  INODES,
  /** OSError with EMFILE. */
  OPEN_FILES,
  /** RecursionError, also at a limit that the program chose itself. */
  RECURSION
}
