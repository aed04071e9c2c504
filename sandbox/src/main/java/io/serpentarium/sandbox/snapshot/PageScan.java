package io.serpentarium.sandbox.snapshot;

import java.lang.foreign.MemorySegment;

/**
 * Finds the pages of a memory that an instance has made its own by writing to them: every page that
 * differs from a new instance's is among them. Not thread-safe.
 */
interface PageScan {

  /**
   * Scans a memory that is not written to meanwhile.
   *
   * @param from the offset at which to begin, a multiple of the page size
   * @param found the result, cleared first; in ascending order
   */
  void find(MemorySegment memory, long from, PageRanges found);

  /**
   * Finds the pages as above, where the kernel watches the first pages.
   *
   * @param watchedBytes the number of bytes from the memory's beginning that {@link WriteWatch}
   *     watches; 0 for none
   */
  default void find(MemorySegment memory, long from, long watchedBytes, PageRanges found) {
    find(memory, from, found);
  }
}
