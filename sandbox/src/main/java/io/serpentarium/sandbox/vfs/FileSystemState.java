package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.memory.NativeHeap;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.util.BitSet;
import java.util.List;

/**
 * The files of a session and its open handles as they were at one moment. Contents are shared with
 * the file system it was captured from and with all that are made of it.
 *
 * <p>Immutable. Freed by its close, or when nobody can reach it any more; who uses it while another
 * may close it retains it.
 */
public final class FileSystemState implements AutoCloseable {

  private final long lastInode;
  private final List<NodeState> nodes;
  private final List<OpenState> open;
  private final StateContents contents;
  private final Cleanable cleanable;

  /**
   * A state.
   *
   * @param contents of its files and what they cost; becomes its own
   */
  FileSystemState(
      long lastInode,
      List<NodeState> nodes,
      List<OpenState> open,
      StateContents contents,
      NativeHeap heap) {
    this.lastInode = lastInode;
    this.nodes = List.copyOf(nodes);
    this.open = List.copyOf(open);
    this.contents = contents;
    this.cleanable = heap.whenUnreachable(this, contents::release);
  }

  /** Adds an owner, or throws IllegalStateException when it is freed. */
  public void retain() {
    try {
      contents.retain();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Takes an owner away that was added. */
  public void release() {
    contents.release();
  }

  /** Gives it up. Idempotent. */
  @Override
  public void close() {
    cleanable.clean();
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
