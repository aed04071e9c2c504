package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.FileBytes;
import java.nio.ByteBuffer;

/** A file of an image: a slice of the image's bytes, which lie on the heap or in a mapped file. */
final class ImageFile implements FileNode {

  private final long inode;
  private final long modified;
  private final ByteBuffer bytes;
  private final int length;

  /**
   * A file.
   *
   * @param bytes all of its own, from 0 to the capacity
   */
  ImageFile(long inode, long modified, ByteBuffer bytes) {
    this.inode = inode;
    this.modified = modified;
    this.bytes = bytes;
    this.length = bytes.capacity();
  }

  @Override
  public long inode() {
    return inode;
  }

  @Override
  public FileType type() {
    return FileType.FILE;
  }

  @Override
  public long size() {
    return length;
  }

  @Override
  public FileStat stat() {
    return new FileStat(
        inode, FileType.FILE, FileStat.FILE_MODE, 1, length, modified, modified, modified);
  }

  @Override
  public FileBytes content() {
    return FileBytes.of(bytes.duplicate());
  }

  @Override
  public int read(long position, byte[] target, int offset, int count) {
    if (position >= length) {
      return 0;
    }
    int readable = (int) Math.min(count, length - position);
    bytes.get((int) position, target, offset, readable);
    return readable;
  }
}
