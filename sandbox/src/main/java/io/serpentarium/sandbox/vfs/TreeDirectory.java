package io.serpentarium.sandbox.vfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the session's own tree. The entries keep their order of creation, and each has a
 * cookie that is never reused.
 */
final class TreeDirectory extends TreeNode implements DirectoryNode {

  /** The heap bytes of an entry in both maps, and in the list that its directory is undone to. */
  private static final int ENTRY_BYTES = 256;

  /** A name in a directory. */
  record Entry(long cookie, String name, Node node) {}

  private record Branch(TreeDirectory directory, int bytes) {}

  private final boolean fixed;
  private final Map<String, Entry> byName = new HashMap<>();
  private final NavigableMap<Long, Entry> byCookie = new TreeMap<>();
  private long lastCookie = PARENT_COOKIE;
  private @Nullable TreeDirectory parent;
  private int nameBytes;
  private long entriesKeptIn;

  private TreeDirectory(Volume volume, long inode, boolean fixed) {
    super(volume, inode, FileStat.DIRECTORY_MODE);
    this.fixed = fixed;
    entriesKeptIn = volume.undoLog().generation();
  }

  /** Makes an empty directory that has no name yet. */
  static TreeDirectory create(Volume volume) throws ErrnoException {
    return new TreeDirectory(volume, volume.takeInode(), false);
  }

  /** Makes a directory that is always there, without charge. */
  static TreeDirectory permanent(Volume volume, boolean fixed) {
    TreeDirectory directory = new TreeDirectory(volume, volume.nextInode(), fixed);
    directory.linked();
    return directory;
  }

  /** Makes a directory again that has neither a name nor entries yet. */
  static TreeDirectory restored(Volume volume, Attributes attributes) {
    TreeDirectory directory = new TreeDirectory(volume, attributes.inode(), false);
    directory.restore(attributes);
    return directory;
  }

  /** Returns whether entries and timestamps cannot be changed by anyone. */
  boolean fixed() {
    return fixed;
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  @Override
  public FileType type() {
    return FileType.DIRECTORY;
  }

  @Override
  public @Nullable Node lookup(String name) {
    Entry entry = byName.get(name);
    return entry == null ? null : entry.node();
  }

  @Override
  public long parentInode() {
    return parent == null ? inode() : parent.inode();
  }

  @Override
  public void readEntries(long cookie, EntrySink sink) {
    for (Entry entry : byCookie.tailMap(cookie, false).values()) {
      Node node = entry.node();
      if (!sink.accept(entry.cookie(), node.inode(), node.type(), entry.name())) {
        return;
      }
    }
  }

  /** The entries in their order, without the dots. */
  List<Entry> entries() {
    return List.copyOf(byCookie.values());
  }

  /** The greatest cookie that an entry ever had. */
  long lastCookie() {
    return lastCookie;
  }

  /** Fills an empty directory, without a trace. */
  void restore(List<Entry> entries, long newLastCookie) {
    lastCookie = newLastCookie;
    for (Entry entry : entries) {
      volume().holdStructure(nameCost(entry.name()));
      put(entry);
      adopt(entry, entry.name().getBytes(StandardCharsets.UTF_8).length);
      if (entry.node() instanceof TreeNode node) {
        node.restoreLink();
      }
    }
  }

  /** Adds an entry under a free name. */
  void add(String name, Node node) throws ErrnoException {
    int bytes = Names.nameBytes(name);
    volume().holdStructure(nameCost(name));
    beforeChange();
    Entry entry = new Entry(++lastCookie, name, node);
    put(entry);
    touch();
    volume().countChange(name);
    adopt(entry, bytes);
  }

  /** Removes the entry of a name that is taken. */
  void remove(String name) {
    beforeChange();
    Entry entry = byName.remove(name);
    if (entry != null) {
      byCookie.remove(entry.cookie());
      volume().dropStructure(nameCost(name));
      touch();
      volume().countChange(name);
    }
  }

  /** Adds a name to an inode. */
  void link(String name, TreeNode node) throws ErrnoException {
    add(name, node);
    node.linked();
  }

  /** Takes a name from an inode, which may be its last. */
  void unlink(String name, TreeNode node) {
    remove(name);
    if (node instanceof TreeDirectory directory) {
      directory.beforeChange();
      directory.parent = null;
    }
    node.unlinked();
  }

  /** Returns whether this is the other directory, or lies somewhere below it. */
  boolean isWithin(TreeDirectory other) {
    TreeDirectory above = this;
    while (above != null && above != other) {
      above = above.parent;
    }
    return above != null;
  }

  /** The length of its path from the root in bytes, with a slash before each name. */
  int pathBytes() {
    int bytes = 0;
    for (TreeDirectory at = this; at.parent != null; at = at.parent) {
      bytes += 1 + at.nameBytes;
    }
    return bytes;
  }

  /** The length of the longest path from here to anything below, counted in the same way. */
  int longestPathBytes() throws ErrnoException {
    int longest = 0;
    Deque<Branch> branches = new ArrayDeque<>();
    branches.push(new Branch(this, 0));
    while (!branches.isEmpty()) {
      Branch branch = branches.pop();
      for (Entry entry : branch.directory().byName.values()) {
        int bytes = branch.bytes() + 1 + Names.nameBytes(entry.name());
        longest = Math.max(longest, bytes);
        if (entry.node() instanceof TreeDirectory directory) {
          branches.push(new Branch(directory, bytes));
        }
      }
    }
    return longest;
  }

  @Override
  long size() {
    return 0;
  }

  @Override
  void discard() {}

  private void adopt(Entry entry, int bytes) {
    if (entry.node() instanceof TreeDirectory directory) {
      directory.beforeChange();
      directory.parent = this;
      directory.nameBytes = bytes;
    }
  }

  /** Bytes of the heap that an entry takes, at most. */
  static long nameCost(String name) {
    return ENTRY_BYTES + 2L * name.length();
  }

  private void put(Entry entry) {
    byName.put(entry.name(), entry);
    byCookie.put(entry.cookie(), entry);
  }

  private void beforeChange() {
    if (volume().undoLog().isStale(entriesKeptIn)) {
      entriesKeptIn = volume().undoLog().keep(undo());
    }
  }

  private UndoLog.Undo undo() {
    List<Entry> oldEntries = entries();
    long oldLastCookie = lastCookie;
    TreeDirectory oldParent = parent;
    int oldNameBytes = nameBytes;
    return () -> {
      byName.clear();
      byCookie.clear();
      oldEntries.forEach(this::put);
      lastCookie = oldLastCookie;
      parent = oldParent;
      nameBytes = oldNameBytes;
    };
  }
}
