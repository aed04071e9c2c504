package io.serpentarium.sandbox.vfs;

/** What an inode is. */
public enum FileType {
  FILE,
  DIRECTORY,
  SYMLINK,
  DEVICE
}
