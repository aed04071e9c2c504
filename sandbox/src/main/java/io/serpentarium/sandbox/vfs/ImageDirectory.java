package io.serpentarium.sandbox.vfs;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A directory of an image, in the order of its names. */
final class ImageDirectory implements DirectoryNode {

  private final long inode;
  private final long parentInode;
  private final long modified;
  private final String[] names;
  private final Node[] nodes;

  ImageDirectory(
      long inode, long parentInode, long modified, SortedMap<String, ? extends Node> entries) {
    this.inode = inode;
    this.parentInode = parentInode;
    this.modified = modified;
    names = entries.keySet().toArray(String[]::new);
    nodes = entries.sequencedEntrySet().stream().map(Map.Entry::getValue).toArray(Node[]::new);
  }

  @Override
  public long inode() {
    return inode;
  }

  @Override
  public long parentInode() {
    return parentInode;
  }

  @Override
  public FileType type() {
    return FileType.DIRECTORY;
  }

  @Override
  public FileStat stat() {
    return new FileStat(
        inode, FileType.DIRECTORY, FileStat.DIRECTORY_MODE, 1, 0, modified, modified, modified);
  }

  @Override
  public @Nullable Node lookup(String name) {
    int at = Arrays.binarySearch(names, name);
    return at < 0 ? null : nodes[at];
  }

  /** The path to an inode somewhere below, or null when it is not there. */
  @Nullable String pathOf(Node wanted) {
    for (int i = 0; i < nodes.length; i++) {
      if (nodes[i] == wanted) {
        return names[i];
      }
      String below = nodes[i] instanceof ImageDirectory directory ? directory.pathOf(wanted) : null;
      if (below != null) {
        return names[i] + "/" + below;
      }
    }
    return null;
  }

  @Override
  public void readEntries(long cookie, EntrySink sink) {
    long first = Math.max(0, cookie - PARENT_COOKIE);
    for (long at = first; at < names.length; at++) {
      Node node = nodes[(int) at];
      if (!sink.accept(at + 1 + PARENT_COOKIE, node.inode(), node.type(), names[(int) at])) {
        return;
      }
    }
  }
}
