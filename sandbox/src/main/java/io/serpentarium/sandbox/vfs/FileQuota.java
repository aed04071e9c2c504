package io.serpentarium.sandbox.vfs;

/**
 * What the files of one session may take together.
 *
 * @param bytes of content and of link targets, holes counted like data; 0 or more
 * @param inodes files, directories and links, hard ones too, beyond those that are always there; 0
 *     or more
 */
public record FileQuota(long bytes, int inodes) {

  public FileQuota {
    if (bytes < 0 || inodes < 0) {
      throw new IllegalArgumentException("negative quota: " + bytes + " bytes, " + inodes);
    }
  }
}
