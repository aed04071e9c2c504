package io.serpentarium.sandbox.vfs;

/** Takes the entries of a directory. */
@FunctionalInterface
public interface EntrySink {

  /**
   * Takes one entry. Called under the file system's lock: must not wait.
   *
   * @param cookie where to go on after this entry
   * @return whether it wants another
   */
  boolean accept(long cookie, long inode, FileType type, String name);
}
