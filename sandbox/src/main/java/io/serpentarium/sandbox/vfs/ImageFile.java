package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.FileBytes;
import java.nio.ByteBuffer;

/** A file of an image: a slice of the image's bytes. */
final class ImageFile implements FileNode {

  private final long inode;
  private final long modified;
  private final byte[] bytes;
  private final int start;
  private final int length;

  ImageFile(long inode, long modified, byte[] bytes, int start, int length) {
    this.inode = inode;
    this.modified = modified;
    this.bytes = bytes;
    this.start = start;
    this.length = length;
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
    return FileBytes.of(ByteBuffer.wrap(bytes, start, length));
  }

  @Override
  public int read(long position, byte[] target, int offset, int count) {
    if (position >= length) {
      return 0;
    }
    int readable = (int) Math.min(count, length - position);
    System.arraycopy(bytes, start + (int) position, target, offset, readable);
    return readable;
  }
}
