package io.serpentarium.sandbox.vfs;

import java.util.ArrayList;
import java.util.List;

/**
 * The log that brings a volume back to its last mark. A part of an inode is kept here once after
 * each mark, before its first change; the log is therefore no longer than the volume was at the
 * mark.
 */
final class UndoLog {

  /** The former value of a part of an inode. */
  interface Undo extends Runnable {

    /** Restores the former value. */
    @Override
    void run();

    /** Frees the former value, whether it was restored or not. */
    default void forget() {}
  }

  private List<Undo> undos = new ArrayList<>();
  private long generation;

  /** Starts a new generation, and forgets the former values. */
  void mark() {
    generation++;
    forget();
  }

  /** Forgets the former values. */
  void forget() {
    if (!undos.isEmpty()) {
      undos.forEach(Undo::forget);
      undos = new ArrayList<>();
    }
  }

  /** Restores the former values; the mark stays. */
  void rollBack() {
    if (generation == 0) {
      throw new IllegalStateException("there is no mark to roll back to");
    }
    undos.reversed().forEach(Undo::run);
    mark();
  }

  /** Returns the generation of new parts, which are not kept before the next mark. */
  long generation() {
    return generation;
  }

  /** Returns whether a part must be kept before it changes. */
  boolean isStale(long keptIn) {
    return keptIn != generation;
  }

  /**
   * Keeps something.
   *
   * @param undo puts it back
   * @return the generation that it is kept in
   */
  long keep(Undo undo) {
    undos.add(undo);
    return generation;
  }
}
