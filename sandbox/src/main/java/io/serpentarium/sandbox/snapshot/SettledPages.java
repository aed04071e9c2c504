package io.serpentarium.sandbox.snapshot;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Long runs of a session's pages, moved into a file that lies below its memory, copy-on-write. The
 * settled pages do not count as the session's own until it writes to them again: the cost of
 * keeping a state for a roll-back then depends on what changes, not on the size of the memory.
 *
 * <p>Not thread-safe. Settled pages belong to one session, and move with it to a new instance.
 */
final class SettledPages implements AutoCloseable {

  /** The number of a session's own pages from which they are settled: 4 MiB. */
  private static final int WORTHWHILE = 1024;

  /**
   * The length in pages of the shortest run that is settled: a mapping of its own pays for no less.
   */
  private static final int SHORTEST_RUN = 64;

  private PageRanges runs = new PageRanges();
  private @Nullable MemoryFile file;

  boolean isEmpty() {
    return file == null;
  }

  /** Returns whether the session's own pages are too many to be copied at every execution. */
  boolean worthwhile(PageRanges own) {
    return own.pages() >= Math.max(WORTHWHILE, runs.pages() / 2);
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
    PageRanges found = longRuns(own);
    if (found.count() > 0) {
      MemoryFile made =
          MemoryFile.create(bytes(found), content -> copyRuns(memory, found, content));
      MemoryFile old = file;
      file = made;
      runs = found;
      if (old != null) {
        old.close();
      }
      lay(memory);
    }
  }

  private PageRanges longRuns(PageRanges own) {
    PageRanges all = new PageRanges();
    all.addUnion(own, runs);
    PageRanges found = new PageRanges();
    for (int range = 0; range < all.count(); range++) {
      if (all.end(range) - all.first(range) >= SHORTEST_RUN) {
        found.add(all.first(range), all.end(range));
      }
    }
    return found;
  }

  private static long bytes(PageRanges runs) {
    return (long) runs.pages() * PageRanges.PAGE_BYTES;
  }

  /** Bytes of the file. */
  long sizeBytes() {
    return file == null ? 0 : bytes(runs);
  }

  private static void copyRuns(MemorySegment memory, PageRanges runs, MemorySegment content) {
    long target = 0;
    for (int range = 0; range < runs.count(); range++) {
      MemorySegment.copy(memory, runs.offset(range), content, target, runs.bytes(range));
      target += runs.bytes(range);
    }
  }

  /**
   * Maps the settled pages over the memory of another instance of the same size.
   *
   * @throws IllegalStateException as {@link #settle}
   */
  void lay(MemorySegment memory) {
    MemoryFile source = file;
    if (source == null) {
      return;
    }
    long offset = 0;
    for (int range = 0; range < runs.count(); range++) {
      source.lay(offset, memory.address() + runs.offset(range), runs.bytes(range));
      offset += runs.bytes(range);
    }
  }

  /** Returns the settled pages; the session may have written to them since. */
  PageRanges runs() {
    return runs;
  }

  /** Gives the file up; an instance over which it lies keeps its pages. */
  @Override
  public void close() {
    if (file != null) {
      file.close();
      file = null;
      runs.clear();
    }
  }
}
