package io.serpentarium.sandbox.vfs;

/** The type of an inode. */
public enum FileType {
  FILE,
  DIRECTORY,
  SYMLINK,
  DEVICE
}
