package io.serpentarium.sandbox.vfs;

/** The base of all open inodes. */
abstract sealed class OpenNode<N extends Node> permits OpenFile, OpenDirectory {

  private final Volume volume;
  private final N node;
  private final long openedIn;
  private boolean closed;

  OpenNode(Volume volume, N node) {
    this.volume = volume;
    this.node = node;
    openedIn = volume.undoLog().generation();
    if (node instanceof TreeNode own) {
      own.opened();
    }
  }

  final Volume volume() {
    return volume;
  }

  /** The inode, while this is open. To be called under the lock. */
  final N node() throws ErrnoException {
    if (closed) {
      throw new ErrnoException(Errno.EBADF);
    }
    return node;
  }

  public final FileStat stat() throws ErrnoException {
    synchronized (volume) {
      return node().stat();
    }
  }

  public final void setTimes(TimesChange change) throws ErrnoException {
    synchronized (volume) {
      Place.changeable(node()).setTimes(change);
    }
  }

  public final void setMode(int mode) throws ErrnoException {
    synchronized (volume) {
      Place.changeable(node()).setMode(mode);
    }
  }

  public final void close() {
    synchronized (volume) {
      if (!closed) {
        keepOpen();
        closed = true;
        release();
      }
    }
  }

  private void keepOpen() {
    if (volume.undoLog().isStale(openedIn)) {
      volume.undoLog().keep(() -> closed = false);
    }
  }

  private void release() {
    if (node instanceof TreeNode own) {
      own.closed();
    }
  }
}
