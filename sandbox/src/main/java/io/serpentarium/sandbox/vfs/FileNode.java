package io.serpentarium.sandbox.vfs;

/** An inode with content. */
sealed interface FileNode extends Node permits TreeFile, ImageFile {

  long size();

  /** Reads what is there; 0 at or beyond the end. */
  int read(long position, byte[] target, int offset, int count);
}
