package io.serpentarium.sandbox.vfs;

import org.jspecify.annotations.Nullable;

/**
 * The place that a path leads to.
 *
 * @param parent the directory that holds the name; for a dot the directory itself
 * @param name the last part of the path
 * @param node the node at the place, or null
 * @param slash whether the path ends in a slash, and so asks for a directory
 */
record Place(DirectoryNode parent, String name, @Nullable Node node, boolean slash) {

  /** Returns the node at the place. */
  Node existing() throws ErrnoException {
    if (node == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    if (slash && !(node instanceof DirectoryNode)) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    return node;
  }

  /** Returns the node at the place, if its timestamps can be set. */
  TreeNode changeable() throws ErrnoException {
    return changeable(existing());
  }

  static TreeNode changeable(Node node) throws ErrnoException {
    if (node instanceof TreeNode own && !isFixed(node)) {
      return own;
    }
    throw new ErrnoException(Errno.EROFS);
  }

  /** The directory that holds the name, when its entries can be changed. */
  TreeDirectory changeableParent() throws ErrnoException {
    if (!(parent instanceof TreeDirectory own) || own.fixed()) {
      throw new ErrnoException(Errno.EROFS);
    }
    return own;
  }

  /** The directory for a new entry, when the name is free. */
  TreeDirectory parentOfNew() throws ErrnoException {
    if (node != null) {
      throw new ErrnoException(Errno.EEXIST);
    }
    return parentFor(0);
  }

  /**
   * The directory for an entry that is put under the name.
   *
   * @param below bytes of the longest path below that entry
   */
  TreeDirectory parentFor(int below) throws ErrnoException {
    TreeDirectory own = changeableParent();
    if (!own.isLinked()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    if (own.pathBytes() + 1 + Names.nameBytes(name) + below > FileSystem.MAX_PATH_BYTES) {
      throw new ErrnoException(Errno.ENAMETOOLONG);
    }
    return own;
  }

  /** Refuses a path that must be no directory's but ends in a slash. */
  void refuseSlash(Errno errno) throws ErrnoException {
    if (slash) {
      throw new ErrnoException(errno);
    }
  }

  /** Refuses a path that ends in a dot. */
  void refuseDot() throws ErrnoException {
    if (Names.isDot(name)) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  private static boolean isFixed(Node node) {
    return node instanceof TreeDirectory directory && directory.fixed();
  }
}
