package io.serpentarium.sandbox;

/** A limit that a program reached, even if it went on because Python has an exception for it. */
public enum MetLimit {
  /** Ended the program. */
  WALL_TIME,
  /** Ended the program. */
  CPU_TIME,
  /**
   * MemoryError raised by the interpreter, caught or not; one that the program raises itself does
   * not count.
   */
  MEMORY,
  /** Ended the program. */
  OUTPUT,
  /** OSError with EDQUOT, for bytes of files. */
  DISK,
  /** OSError with EDQUOT, for the number of files, folders and links. */
  INODES,
  /** OSError with EMFILE. */
  OPEN_FILES,
  /** RecursionError, even at a limit that the program chose itself. */
  RECURSION
}
