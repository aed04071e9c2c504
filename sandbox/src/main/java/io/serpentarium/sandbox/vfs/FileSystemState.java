package io.serpentarium.sandbox.vfs;

import java.util.BitSet;
import java.util.List;

/**
 * The files of a session and its open handles as they were at one moment. Contents are shared with
 * the file system it was captured from and with all that are made of it.
 *
 * <p>Immutable.
 */
public final class FileSystemState {

  private final long lastInode;
  private final List<NodeState> nodes;
  private final List<OpenState> open;

  FileSystemState(long lastInode, List<NodeState> nodes, List<OpenState> open) {
    this.lastInode = lastInode;
    this.nodes = List.copyOf(nodes);
    this.open = List.copyOf(open);
  }

  /** What the quota is charged for it; nothing was refused yet. */
  public DiskUsage usage() {
    long bytes = nodes.stream().mapToLong(NodeState::bytes).sum();
    return new DiskUsage(bytes, nodes.size() - Skeleton.DIRECTORIES + furtherNames(), 0, 0);
  }

  /** Names that inodes have beyond their first. */
  private int furtherNames() {
    BitSet named = new BitSet(nodes.size());
    int names = 0;
    for (NodeState node : nodes) {
      if (node instanceof NodeState.Folder folder) {
        folder.children().forEach(child -> named.set(child.node()));
        names += folder.children().size();
      }
    }
    return names - named.cardinality();
  }

  /** How many handles are open. */
  public int openHandles() {
    return open.size();
  }

  /**
   * Whether a handle is that of a directory.
   *
   * @param index from 0 to {@link #openHandles()}, in the order of the capture
   */
  public boolean isOpenDirectory(int index) {
    return switch (open.get(index)) {
      case OpenState.File file -> false;
      case OpenState.ImageFile file -> false;
      case OpenState.Directory directory -> true;
      case OpenState.ImageDirectory directory -> true;
    };
  }

  /** The inode number given out last. */
  long lastInode() {
    return lastInode;
  }

  /** First those of {@link Skeleton}, then the rest; a directory comes after the one it is in. */
  List<NodeState> nodes() {
    return nodes;
  }

  List<OpenState> open() {
    return open;
  }
}
