package io.serpentarium.sandbox.vfs;

import org.jspecify.annotations.Nullable;

/** Moves what stands at one place to another, by the rules of {@code rename(2)}. */
final class Renaming {

  private final Place source;
  private final Place target;

  Renaming(Place source, Place target) {
    this.source = source;
    this.target = target;
  }

  void run() throws ErrnoException {
    source.refuseDot();
    target.refuseDot();
    TreeDirectory from = source.changeableParent();
    TreeNode moved = source.changeable();
    int below = moved instanceof TreeDirectory directory ? check(directory) : checkFile();
    TreeDirectory to = target.parentFor(below);
    Node replaced = target.node();
    if (replaced == moved) {
      return;
    }
    if (replaced != null) {
      to.unlink(target.name(), Place.changeable(replaced));
    }
    from.remove(source.name());
    to.add(target.name(), moved);
  }

  /** The length of the longest path below the directory, when it may be moved. */
  private int check(TreeDirectory moved) throws ErrnoException {
    if (target.parent() instanceof TreeDirectory parent && parent.isWithin(moved)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    requireDirectory(target.node());
    return moved.longestPathBytes();
  }

  private void requireDirectory(@Nullable Node replaced) throws ErrnoException {
    if (replaced == null) {
      return;
    }
    if (!(replaced instanceof DirectoryNode)) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    if (replaced != source.node()) {
      MemoryFileSystem.requireEmpty(replaced);
    }
  }

  private int checkFile() throws ErrnoException {
    if (target.node() instanceof DirectoryNode) {
      throw new ErrnoException(Errno.EISDIR);
    }
    target.refuseSlash(Errno.ENOTDIR);
    return 0;
  }
}
