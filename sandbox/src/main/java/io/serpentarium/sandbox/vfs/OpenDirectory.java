package io.serpentarium.sandbox.vfs;

/** An open directory of a {@link MemoryFileSystem}. */
final class OpenDirectory extends OpenNode<DirectoryNode> implements DirectoryHandle {

  OpenDirectory(Volume volume, DirectoryNode node) {
    super(volume, node);
  }

  @Override
  public void read(long cookie, EntrySink sink) throws ErrnoException {
    synchronized (volume()) {
      node().read(cookie, sink);
    }
  }
}
