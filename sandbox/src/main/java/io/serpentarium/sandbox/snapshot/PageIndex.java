package io.serpentarium.sandbox.snapshot;

import java.util.Arrays;

/** The indices of an image's pages in a memory. Immutable. */
final class PageIndex {

  private final long memoryBytes;
  private final int[] pages;

  /**
   * An index.
   *
   * @param pages ascending; becomes its own
   */
  PageIndex(long memoryBytes, int[] pages) {
    this.memoryBytes = memoryBytes;
    this.pages = pages;
  }

  /** Size of the memory in bytes. */
  long memoryBytes() {
    return memoryBytes;
  }

  /** Returns the number of pages. */
  int count() {
    return pages.length;
  }

  /** The page of a position, from 0 to {@link #count()}. */
  int page(int position) {
    return pages[position];
  }

  boolean has(int page) {
    return Arrays.binarySearch(pages, page) >= 0;
  }
}
