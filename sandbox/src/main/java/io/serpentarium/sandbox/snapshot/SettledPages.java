package io.serpentarium.sandbox.snapshot;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Long runs of a session's pages, moved into a file that lies below its memory, copy-on-write. The
 * settled pages do not count as the session's own until it writes to them again: the cost of
 * keeping a state for a roll-back then depends on what changes, not on the size of the memory.
 *
 * <p>Not thread-safe. Settled pages move with their session to a new instance. The file is the
 * session's own, or one that sessions from the same snapshot share.
 */
final class SettledPages implements AutoCloseable {

  /** The number of a session's own pages from which they are settled: 4 MiB. */
  private static final int WORTHWHILE = 1024;

  private static final PageRanges NONE = new PageRanges();

  private @Nullable PageFile file;
  private boolean adopted;

  boolean isEmpty() {
    return file == null;
  }

  /** Returns whether the session's own pages are too many to be copied at every execution. */
  boolean worthwhile(PageRanges own) {
    return own.pages() >= Math.max(WORTHWHILE, runs().pages() / 2);
  }

  /**
   * Settles all runs that are long enough, those settled before included.
   *
   * @param memory the memory, at rest
   * @param own the session's own pages
   * @throws io.serpentarium.sandbox.engine.EngineException if the system has no descriptor or
   *     memory for it; nothing has changed then
   * @throws IllegalStateException if the system refuses to map it; the memory must not be touched
   *     then
   */
  void settle(MemorySegment memory, PageRanges own) {
    PageRanges all = new PageRanges();
    all.addUnion(own, runs());
    PageRanges found = PageFile.longRuns(all, PageFile.MOST_RUNS);
    if (found.count() > 0) {
      become(PageFile.of(memory, found), false);
      lay(memory);
    }
  }

  /**
   * Goes on with a file of somebody else's, who pays for it.
   *
   * @param shared becomes owned by the session as well
   */
  void adopt(PageFile shared) {
    shared.retain();
    become(shared, true);
  }

  private void become(PageFile next, boolean ofOthers) {
    PageFile former = file;
    file = next;
    adopted = ofOthers;
    if (former != null) {
      former.release();
    }
  }

  /** Bytes of the file, if it is the session's own. */
  long sizeBytes() {
    PageFile now = file;
    return now == null || adopted ? 0 : now.sizeBytes();
  }

  /**
   * Maps the settled pages over the memory of another instance of the same size.
   *
   * @throws IllegalStateException as {@link #settle}
   */
  void lay(MemorySegment memory) {
    PageFile source = file;
    if (source != null) {
      source.lay(memory);
    }
  }

  /** Returns the settled pages; the session may have written to them since. */
  PageRanges runs() {
    PageFile now = file;
    return now == null ? NONE : now.runs();
  }

  /** Gives the file up; an instance over which it lies keeps its pages. */
  @Override
  public void close() {
    PageFile closed = file;
    if (closed != null) {
      file = null;
      closed.release();
    }
  }
}
