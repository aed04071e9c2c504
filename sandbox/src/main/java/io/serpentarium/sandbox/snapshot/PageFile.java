package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.memory.Owned;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * Long runs of pages in a file that lies in memory, to be laid below instances' memories,
 * copy-on-write. Immutable; its last owner's release closes the file, and mapped pages stay.
 */
public final class PageFile extends Owned {

  /** The length in pages of the shortest run that is worth a mapping of its own. */
  private static final int SHORTEST_RUN = 64;

  /**
   * The usual bound on the runs of a file: each is a mapping or two of the process, which has some
   * 65,000 for all instances together.
   */
  public static final int MOST_RUNS = 64;

  private final PageRanges runs;
  private final MemoryFile file;
  private final MemoryAccount account;

  private PageFile(PageRanges runs, MemoryFile file, MemoryAccount account) {
    this.runs = runs;
    this.file = file;
    this.account = account;
  }

  /**
   * Returns the pages that lie in sufficiently long runs.
   *
   * @param most the most runs, of which the longest are taken
   */
  static PageRanges longRuns(PageRanges pages, int most) {
    int[] lengths =
        IntStream.range(0, pages.count())
            .map(range -> pages.end(range) - pages.first(range))
            .sorted()
            .toArray();
    int shortest =
        lengths.length > most
            ? Math.max(SHORTEST_RUN, lengths[lengths.length - most])
            : SHORTEST_RUN;
    PageRanges found = new PageRanges();
    for (int range = 0; range < pages.count() && found.count() < most; range++) {
      if (pages.end(range) - pages.first(range) >= shortest) {
        found.add(pages.first(range), pages.end(range));
      }
    }
    return found;
  }

  /**
   * Creates a file of a memory's pages, for which the session pays whose memory that is.
   *
   * @param memory the memory, at rest
   * @param runs the pages, one or more; becomes the file's own
   * @throws io.serpentarium.sandbox.engine.EngineException if the system has no descriptor or
   *     memory for it
   */
  static PageFile of(MemorySegment memory, PageRanges runs) {
    return create(
        runs,
        MemoryAccount.unlimited(),
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
   * @param account pays for the file as long as anybody owns it
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room for it
   */
  static PageFile of(MemoryImage image, PageRanges runs, MemoryAccount account) {
    return create(runs, account, content -> image.copyTo(content, runs));
  }

  private static PageFile create(PageRanges runs, MemoryAccount account, MemoryFile.Filler filler) {
    long bytes = (long) runs.pages() * PageRanges.PAGE_BYTES;
    account.acquire(Use.SNAPSHOT, bytes);
    try {
      return new PageFile(runs, MemoryFile.create(bytes, filler), account);
    } catch (RuntimeException | Error e) {
      account.release(Use.SNAPSHOT, bytes);
      throw e;
    }
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
    account.release(Use.SNAPSHOT, sizeBytes());
  }
}
