package io.serpentarium.sandbox.vfs;

/** A file of the session's own. */
final class TreeFile extends TreeNode implements FileNode {

  private final FileContent content;

  private TreeFile(Volume volume, long inode) {
    super(volume, inode);
    content = new FileContent(volume);
  }

  /** Makes an empty file that has no name yet. */
  static TreeFile create(Volume volume) throws ErrnoException {
    return new TreeFile(volume, volume.takeInode());
  }

  @Override
  public FileType type() {
    return FileType.FILE;
  }

  @Override
  public long size() {
    return content.length();
  }

  @Override
  public int read(long position, byte[] target, int offset, int count) {
    return content.read(position, target, offset, count);
  }

  void write(long position, byte[] source, int offset, int count) throws ErrnoException {
    content.write(position, source, offset, count);
    if (count > 0) {
      touch();
    }
  }

  void resize(long size) throws ErrnoException {
    content.resize(size);
    touch();
  }

  @Override
  void discard() {
    content.discard();
  }
}
