package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.SessionFiles;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * A page of the entries below a directory, in the order of the paths. Creates only the paths that
 * it returns. To be run once, under the lock.
 */
final class Listing {

  private static final long NANOS = 1_000_000_000L;

  private final String prefix;
  private final String after;
  private final int limit;
  private final List<SessionFiles.Entry> found = new ArrayList<>();
  private final Deque<Level> levels = new ArrayDeque<>();

  /** See {@link io.serpentarium.sandbox.SessionFiles#list(String, String, int)}. */
  Listing(String prefix, String after, int limit) {
    this.prefix = prefix;
    this.after = after;
    this.limit = limit;
  }

  /** A directory of which some is still to be visited. */
  private record Level(String path, Iterator<Item> rest) {}

  /**
   * A name, or the content of the directory of that name, which comes after names such as {@code
   * a.b}.
   *
   * @param inner whether the item stands for the content of the directory
   */
  private record Item(String name, Node node, boolean inner) implements Comparable<Item> {

    @Override
    public int compareTo(Item other) {
      int common = Math.min(name.length(), other.name.length());
      for (int i = 0; i < common; i++) {
        if (name.charAt(i) != other.name.charAt(i)) {
          return Character.compare(name.charAt(i), other.name.charAt(i));
        }
      }
      return Integer.compare(charAt(common), other.charAt(common));
    }

    /**
     * Returns a character of the path; a directory's name is followed by a slash if its content is
     * meant.
     */
    private int charAt(int index) {
      if (index < name.length()) {
        return name.charAt(index);
      }
      return inner ? '/' : -1;
    }
  }

  List<SessionFiles.Entry> of(DirectoryNode folder) {
    levels.push(new Level("", items(folder)));
    while (!levels.isEmpty() && found.size() < limit) {
      Level level = levels.element();
      if (level.rest().hasNext()) {
        visit(level.path(), level.rest().next());
      } else {
        levels.remove();
      }
    }
    return List.copyOf(found);
  }

  private static Iterator<Item> items(DirectoryNode directory) {
    List<Item> items = new ArrayList<>();
    directory.readEntries(
        0,
        (cookie, inode, type, name) -> {
          Node node = directory.lookup(name);
          if (node != null) {
            items.add(new Item(name, node, false));
          }
          if (node instanceof DirectoryNode) {
            items.add(new Item(name, node, true));
          }
          return true;
        });
    Collections.sort(items);
    return items.iterator();
  }

  private void visit(String above, Item item) {
    String path = above + item.name();
    if (!item.inner()) {
      if (path.startsWith(prefix) && path.compareTo(after) > 0) {
        found.add(entry(path, item.node().stat()));
      }
    } else if (item.node() instanceof DirectoryNode directory && mayHold(path + "/")) {
      levels.push(new Level(path + "/", items(directory)));
    }
  }

  private boolean mayHold(String start) {
    boolean wanted = start.startsWith(prefix) || prefix.startsWith(start);
    return wanted && (start.compareTo(after) > 0 || after.startsWith(start));
  }

  private static SessionFiles.Entry entry(String path, FileStat stat) {
    long seconds = Math.floorDiv(stat.modified(), NANOS);
    long nanos = Math.floorMod(stat.modified(), NANOS);
    return new SessionFiles.Entry(
        path, typeOf(stat.type()), stat.size(), Instant.ofEpochSecond(seconds, nanos));
  }

  private static SessionFiles.Type typeOf(FileType type) {
    return switch (type) {
      case FILE -> SessionFiles.Type.FILE;
      case DIRECTORY -> SessionFiles.Type.DIRECTORY;
      case SYMLINK -> SessionFiles.Type.SYMLINK;
      case DEVICE -> throw new AssertionError("a device in the working folder");
    };
  }
}
