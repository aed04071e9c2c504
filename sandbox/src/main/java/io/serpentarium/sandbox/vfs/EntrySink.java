package io.serpentarium.sandbox.vfs;

/** Takes the entries of a directory. */
@FunctionalInterface
public interface EntrySink {

  /**
   * Takes one entry. Called under the file system's lock: must not wait.
   *
   * @param cookie the position after this entry
   * @return whether another entry is wanted
   */
  boolean accept(long cookie, long inode, FileType type, String name);
}
