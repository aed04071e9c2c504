package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.memory.NativeHeap;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.ref.Reference;
import java.util.BitSet;
import java.util.List;

/**
 * The files of a session and its open handles at one moment. Contents are shared with the file
 * system that they were captured from and with all that are made from the state.
 *
 * <p>Immutable. Freed by its close, or once unreachable; code that uses a state while another owner
 * may close it retains it.
 */
public final class FileSystemState implements AutoCloseable {

  private final long lastInode;
  private final List<NodeState> nodes;
  private final List<OpenState> open;
  private final StateContents contents;
  private final Cleanable cleanable;

  /**
   * Creates a state.
   *
   * @param contents the contents of its files and their costs, which become its own
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

  /** Returns the usage that the quota is charged for the state, without any refusals. */
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

  /** Returns the number of open handles. */
  public int openHandles() {
    return open.size();
  }

  /**
   * Returns whether a handle is of a directory.
   *
   * @param index the position of the handle in the capture, from 0 to {@link #openHandles()}
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
