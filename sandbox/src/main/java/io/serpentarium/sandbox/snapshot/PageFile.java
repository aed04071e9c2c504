package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.memory.Owned;
import java.lang.foreign.MemorySegment;

/**
 * Long runs of pages in a file that lies in memory, to be laid below instances' memories,
 * copy-on-write. Immutable; its last owner's release closes the file, and mapped pages stay.
 */
public final class PageFile extends Owned {

  /** The length in pages of the shortest run that is worth a mapping of its own. */
  private static final int SHORTEST_RUN = 64;

  private final PageRanges runs;
  private final MemoryFile file;

  private PageFile(PageRanges runs, MemoryFile file) {
    this.runs = runs;
    this.file = file;
  }

  /** Returns the pages that lie in sufficiently long runs. */
  static PageRanges longRuns(PageRanges pages) {
    PageRanges found = new PageRanges();
    for (int range = 0; range < pages.count(); range++) {
      if (pages.end(range) - pages.first(range) >= SHORTEST_RUN) {
        found.add(pages.first(range), pages.end(range));
      }
    }
    return found;
  }

  /**
   * Creates a file of a memory's pages.
   *
   * @param memory the memory, at rest
   * @param runs the pages, one or more; becomes the file's own
   * @throws io.serpentarium.sandbox.engine.EngineException if the system has no descriptor or
   *     memory for it
   */
  static PageFile of(MemorySegment memory, PageRanges runs) {
    return create(
        runs,
        content -> {
          long target = 0;
          for (int range = 0; range < runs.count(); range++) {
            MemorySegment.copy(memory, runs.offset(range), content, target, runs.bytes(range));
            target += runs.bytes(range);
          }
        });
  }

  /**
   * Creates a file of an image's pages; throws as {@link #of(MemorySegment, PageRanges)} does.
   *
   * @param runs pages that the image has, one or more; becomes the file's own
   */
  static PageFile of(MemoryImage image, PageRanges runs) {
    return create(runs, content -> image.copyTo(content, runs));
  }

  private static PageFile create(PageRanges runs, MemoryFile.Filler filler) {
    return new PageFile(
        runs, MemoryFile.create((long) runs.pages() * PageRanges.PAGE_BYTES, filler));
  }

  /** Returns the pages. */
  PageRanges runs() {
    return runs;
  }

  /** Returns the size of the file in bytes. */
  public long sizeBytes() {
    return (long) runs.pages() * PageRanges.PAGE_BYTES;
  }

  /**
   * Maps the pages over a memory.
   *
   * @throws IllegalStateException if the system refuses; the memory must not be touched then
   */
  void lay(MemorySegment memory) {
    long offset = 0;
    for (int range = 0; range < runs.count(); range++) {
      file.lay(offset, memory.address() + runs.offset(range), runs.bytes(range));
      offset += runs.bytes(range);
    }
  }

  @Override
  protected void free() {
    file.close();
  }
}
