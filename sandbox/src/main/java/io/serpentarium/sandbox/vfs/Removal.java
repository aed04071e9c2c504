package io.serpentarium.sandbox.vfs;

import java.util.ArrayDeque;
import java.util.Deque;

/** Removes the entry that a path leads to from its directory. */
final class Removal {

  private Removal() {}

  /** Performs {@code rmdir(2)}. */
  static void removeDirectory(Place place) throws ErrnoException {
    Node node = place.existing();
    place.refuseDot();
    TreeDirectory parent = parentOf(place, node);
    requireEmptyDirectory(node);
    unlink(parent, place, node);
  }

  /** Performs {@code unlink(2)}. */
  static void removeFile(Place place) throws ErrnoException {
    Node node = place.existing();
    if (node instanceof DirectoryNode) {
      throw new ErrnoException(Errno.EISDIR);
    }
    unlink(place.changeableParent(), place, node);
  }

  /** Removes an entry with all that is below it. */
  static void removeTree(Place place) throws ErrnoException {
    Node node = place.existing();
    TreeDirectory parent = place.changeableParent();
    if (node instanceof TreeDirectory directory) {
      removeEntries(directory);
    }
    unlink(parent, place, node);
  }

  private static void removeEntries(TreeDirectory top) {
    Deque<TreeDirectory> open = new ArrayDeque<>();
    open.push(top);
    while (!open.isEmpty()) {
      TreeDirectory directory = open.element();
      for (TreeDirectory.Entry entry : directory.entries()) {
        if (entry.node() instanceof TreeDirectory inner && !inner.isEmpty()) {
          open.push(inner);
        } else if (entry.node() instanceof TreeNode own) {
          directory.unlink(entry.name(), own);
        }
      }
      if (open.element() == directory) {
        open.pop();
      }
    }
  }

  static void requireEmptyDirectory(Node node) throws ErrnoException {
    if (!(node instanceof TreeDirectory directory)) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    if (!directory.isEmpty()) {
      throw new ErrnoException(Errno.ENOTEMPTY);
    }
  }

  private static TreeDirectory parentOf(Place place, Node node) throws ErrnoException {
    if (!(node instanceof DirectoryNode)) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    return place.changeableParent();
  }

  private static void unlink(TreeDirectory parent, Place place, Node node) {
    if (node instanceof TreeNode own) {
      parent.unlink(place.name(), own);
    }
  }
}
