package io.serpentarium.sandbox.vfs;

/**
 * An inode of the session's own tree, which lives as long as it has a name or an open handle.
 *
 * <p>The modification time grows with every modification, by at least one tick, whatever the clock
 * does: Python's import system compares it to detect changes of a directory.
 */
abstract sealed class TreeNode implements Node permits TreeDirectory, TreeFile, Symlink {

  private final Volume volume;
  private final long inode;
  private int mode;
  private long accessed;
  private long modified;
  private long changed;
  private int links;
  private int handles;
  private long keptIn;

  TreeNode(Volume volume, long inode, int mode) {
    this.volume = volume;
    this.inode = inode;
    this.mode = mode;
    accessed = volume.now();
    modified = accessed;
    changed = accessed;
    keptIn = volume.undoLog().generation();
  }

  /** Length in bytes, as {@link FileStat#size}. */
  abstract long size();

  /** Releases the bytes of an inode that is no longer reachable. */
  abstract void discard();

  @Override
  public final long inode() {
    return inode;
  }

  @Override
  public final FileStat stat() {
    return new FileStat(inode, type(), mode, links, size(), accessed, modified, changed);
  }

  final Volume volume() {
    return volume;
  }

  /** Returns whether the inode has a name. */
  final boolean isLinked() {
    return links > 0;
  }

  /** Returns the number, permissions and times. */
  final Attributes attributes() {
    return new Attributes(inode, mode, accessed, modified, changed);
  }

  /** Restores the permissions and times, without a trace. */
  final void restore(Attributes attributes) {
    mode = attributes.mode();
    accessed = attributes.accessed();
    modified = attributes.modified();
    changed = attributes.changed();
  }

  /** Gives it one more name, without a trace. */
  final void restoreLink() {
    links++;
  }

  final void linked() {
    beforeChange();
    links++;
    changed = volume.now();
  }

  final void unlinked() {
    beforeChange();
    links--;
    changed = volume.now();
    if (links > 0) {
      volume.returnInode();
    }
    reclaim();
  }

  final void opened() {
    beforeChange();
    handles++;
  }

  final void closed() {
    beforeChange();
    handles--;
    reclaim();
  }

  final void touch() {
    beforeChange();
    long next = modified > Long.MAX_VALUE - Volume.TICK_NANOS ? 0 : modified + Volume.TICK_NANOS;
    modified = Math.max(volume.now(), next);
    changed = modified;
  }

  final void setTimes(TimesChange change) {
    beforeChange();
    long now = volume.now();
    accessed = chosen(change.accessed(), accessed, now);
    modified = chosen(change.modified(), modified, now);
    changed = now;
  }

  final void setMode(int newMode) {
    beforeChange();
    mode = newMode;
    changed = volume.now();
  }

  private void beforeChange() {
    if (volume.undoLog().isStale(keptIn)) {
      keptIn = volume.undoLog().keep(undo());
    }
  }

  private UndoLog.Undo undo() {
    Attributes attributes = attributes();
    int oldLinks = links;
    int oldHandles = handles;
    return () -> {
      restore(attributes);
      links = oldLinks;
      handles = oldHandles;
    };
  }

  private void reclaim() {
    if (links == 0 && handles == 0) {
      discard();
      volume.returnInode();
    }
  }

  private static long chosen(long wanted, long old, long now) {
    if (wanted == TimesChange.KEEP) {
      return old;
    }
    return wanted == TimesChange.NOW ? now : wanted;
  }
}
