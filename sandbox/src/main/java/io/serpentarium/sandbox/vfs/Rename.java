package io.serpentarium.sandbox.vfs;

/** Moves an entry from one path to another, by the rules of {@code rename(2)}. */
final class Rename {

  private final Place from;
  private final Place to;

  Rename(Place from, Place to) {
    this.from = from;
    this.to = to;
  }

  void run() throws ErrnoException {
    Node node = from.existing();
    from.refuseDot();
    to.refuseDot();
    TreeDirectory source = from.changeableParent();
    TreeDirectory target = to.parentFor(0);
    if (node != to.node()) {
      check(node, target);
      move(node, source, target);
    }
  }

  private void check(Node node, TreeDirectory target) throws ErrnoException {
    if (node instanceof TreeDirectory directory) {
      checkDirectory(directory, target);
    } else {
      checkFile();
    }
  }

  private void checkDirectory(TreeDirectory directory, TreeDirectory target) throws ErrnoException {
    if (target.isWithin(directory)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (to.node() != null) {
      Removal.requireEmptyDirectory(to.node());
    }
    to.parentFor(directory.longestPathBytes());
  }

  private void checkFile() throws ErrnoException {
    if (to.node() instanceof DirectoryNode) {
      throw new ErrnoException(Errno.EISDIR);
    }
    to.refuseSlash(Errno.ENOTDIR);
  }

  private void move(Node node, TreeDirectory source, TreeDirectory target) throws ErrnoException {
    target.volume().prepareFor(to.name());
    if (to.node() instanceof TreeNode replaced) {
      target.unlink(to.name(), replaced);
    }
    source.remove(from.name());
    target.add(to.name(), node);
  }
}
