package io.serpentarium.sandbox.vfs;

/**
 * The attributes of an inode.
 *
 * @param inode the inode number, unique in the file system
 * @param mode the permissions: stored and reported, but not enforced
 * @param links the number of names; 0 once the inode is removed and only held open
 * @param size content length in bytes; of a symbolic link, of its target; 0 for a directory
 * @param accessed the access time in nanoseconds since 1970-01-01T00:00Z; reading does not change
 *     it
 * @param modified the time of the last change of the content, in nanoseconds
 * @param changed the time of the last change of anything, in nanoseconds
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

  /** The mode of a new file. */
  static final int FILE_MODE = 0644;

  /** The mode of a new directory. */
  static final int DIRECTORY_MODE = 0755;

  /** The mode of every symbolic link. */
  static final int LINK_MODE = 0777;
}
