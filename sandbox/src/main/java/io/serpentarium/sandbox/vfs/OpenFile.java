package io.serpentarium.sandbox.vfs;

/** An open file of a {@link MemoryFileSystem}. */
final class OpenFile extends OpenNode<FileNode> implements FileHandle {

  private final boolean readable;
  private final boolean writable;

  OpenFile(Volume volume, FileNode node, boolean readable, boolean writable) {
    super(volume, node);
    this.readable = readable;
    this.writable = writable;
  }

  @Override
  public boolean readable() {
    return readable;
  }

  @Override
  public boolean writable() {
    return writable;
  }

  @Override
  public long size() throws ErrnoException {
    synchronized (volume()) {
      return node().size();
    }
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws ErrnoException {
    synchronized (volume()) {
      return readableNode().read(position, target, offset, length);
    }
  }

  @Override
  public void write(long position, byte[] source, int offset, int length) throws ErrnoException {
    synchronized (volume()) {
      writableNode().write(position, source, offset, length);
    }
  }

  @Override
  public long append(byte[] source, int offset, int length) throws ErrnoException {
    synchronized (volume()) {
      TreeFile file = writableNode();
      file.write(file.size(), source, offset, length);
      return file.size();
    }
  }

  @Override
  public void resize(long size) throws ErrnoException {
    synchronized (volume()) {
      writableNode().resize(size);
    }
  }

  @Override
  public void ensureSize(long size) throws ErrnoException {
    synchronized (volume()) {
      TreeFile file = writableNode();
      if (size > file.size()) {
        file.resize(size);
      }
    }
  }

  private FileNode readableNode() throws ErrnoException {
    FileNode node = node();
    if (!readable) {
      throw new ErrnoException(Errno.EBADF);
    }
    return node;
  }

  private TreeFile writableNode() throws ErrnoException {
    if (writable && node() instanceof TreeFile file) {
      return file;
    }
    throw new ErrnoException(Errno.EBADF);
  }
}
