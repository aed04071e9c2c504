package io.serpentarium.sandbox.vfs;

/**
 * What a file system knows of an inode.
 *
 * @param inode its number, unique in the file system
 * @param mode the permissions: kept for who asks, nothing is refused for them
 * @param links how many names it has; 0 once it is removed and only held open
 * @param size content length in bytes; of a symbolic link, of its target; 0 for a directory
 * @param accessed nanoseconds since 1970-01-01T00:00Z, as are the other two; reading leaves it
 * @param modified when the content last changed
 * @param changed when anything last changed
 */
public record FileStat(
    long inode,
    FileType type,
    int mode,
    int links,
    long size,
    long accessed,
    long modified,
    long changed) {

  /** The greatest mode: twelve bits, as {@code chmod} takes them. */
  public static final int MAX_MODE = 07777;

  /** What a new file has. */
  static final int FILE_MODE = 0644;

  /** What a new directory has. */
  static final int DIRECTORY_MODE = 0755;

  /** What every symbolic link has. */
  static final int LINK_MODE = 0777;
}
