package io.serpentarium.sandbox.snapshot;

import java.lang.foreign.MemorySegment;

/** Finds pages by comparing all of them: several milliseconds, on every platform. */
final class PageComparison implements PageScan {

  private final PristineMemory pristine;

  PageComparison(PristineMemory pristine) {
    this.pristine = pristine;
  }

  @Override
  public void find(MemorySegment memory, long from, PageRanges found) {
    found.clear();
    int end = (int) (memory.byteSize() / PageRanges.PAGE_BYTES);
    for (int page = (int) (from / PageRanges.PAGE_BYTES); page < end; page++) {
      if (!pristine.hasSame(memory, page)) {
        found.add(page, page + 1);
      }
    }
  }
}
