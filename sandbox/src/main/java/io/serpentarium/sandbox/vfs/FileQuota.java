package io.serpentarium.sandbox.vfs;

/**
 * The bounds on the files of one session together.
 *
 * @param bytes bytes of content and of link targets, holes counted like data; 0 or more
 * @param inodes files, directories and links, hard ones too, beyond the built-in ones; 0 or more
 */
public record FileQuota(long bytes, int inodes) {

  public FileQuota {
    if (bytes < 0 || inodes < 0) {
      throw new IllegalArgumentException("negative quota: " + bytes + " bytes, " + inodes);
    }
  }
}
