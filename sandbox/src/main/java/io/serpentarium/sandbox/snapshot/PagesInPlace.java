package io.serpentarium.sandbox.snapshot;

import static io.serpentarium.sandbox.snapshot.PageRanges.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The pages of a memory at rest that differ from those of a new instance, where they lie. */
final class PagesInPlace implements PageSource {

  private final MemorySegment memory;
  private final PageIndex index;

  private PagesInPlace(MemorySegment memory, PageIndex index) {
    this.memory = memory;
    this.index = index;
  }

  /**
   * Finds the pages.
   *
   * @param candidates ranges that include all pages that differ
   */
  static PagesInPlace of(MemorySegment memory, PageRanges candidates, PristineMemory pristine) {
    int[] indices = new int[candidates.pages()];
    int count = 0;
    for (int range = 0; range < candidates.count(); range++) {
      for (int page = candidates.first(range); page < candidates.end(range); page++) {
        if (!pristine.hasSame(memory, page)) {
          indices[count++] = page;
        }
      }
    }
    return new PagesInPlace(
        memory, new PageIndex(memory.byteSize(), Arrays.copyOf(indices, count)));
  }

  @Override
  public long memoryBytes() {
    return index.memoryBytes();
  }

  @Override
  public int pages() {
    return index.count();
  }

  @Override
  public int index(int position) {
    return index.page(position);
  }

  @Override
  public void read(int position, byte[] target) {
    MemorySegment.copy(
        memory, ValueLayout.JAVA_BYTE, (long) index(position) * PAGE_BYTES, target, 0, PAGE_BYTES);
  }
}
