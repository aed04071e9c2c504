package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.FileBytes;

/** An inode with content. */
sealed interface FileNode extends Node permits TreeFile, ImageFile {

  long size();

  /** All of it as it is now, without copying any. */
  FileBytes content();

  /** Reads the available bytes; 0 at or beyond the end. */
  int read(long position, byte[] target, int offset, int count);
}
