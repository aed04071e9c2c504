package io.serpentarium.sandbox.vfs;

/** The way in which a path is opened. */
public enum OpenFlag {
  READ,
  WRITE,
  /** Makes the file when there is none. */
  CREATE,
  /** With {@link #CREATE}, refuses a name that is taken. */
  EXCLUSIVE,
  /** Empties the file. */
  TRUNCATE,
  /** Refuses anything but a directory. */
  DIRECTORY,
  /** Refuses a symbolic link as the last part of the path. */
  NO_FOLLOW
}
