package io.serpentarium.sandbox.vfs;

import java.util.List;

/** An inode of a session's own tree as it was at one moment. Immutable. */
sealed interface NodeState {

  Attributes attributes();

  /** Bytes that the quota is charged. */
  long bytes();

  /**
   * A directory.
   *
   * @param lastCookie the greatest cookie that an entry ever had
   * @param children the entries in the order of their cookies; none for a fixed directory
   */
  record Folder(Attributes attributes, long lastCookie, List<Child> children) implements NodeState {

    public Folder {
      children = List.copyOf(children);
    }

    @Override
    public long bytes() {
      return 0;
    }
  }

  /**
   * An entry of a directory.
   *
   * @param node index in {@link FileSystemState#nodes}
   */
  record Child(long cookie, String name, int node) {}

  /** A file. */
  record File(Attributes attributes, ContentState content) implements NodeState {

    @Override
    public long bytes() {
      return content.size();
    }
  }

  /**
   * A symbolic link.
   *
   * @param bytes the length of the target in UTF-8
   */
  record Link(Attributes attributes, String target, long bytes) implements NodeState {}
}
