package io.serpentarium.sandbox.snapshot;

import java.util.Arrays;

/** A growing list of ranges of pages, each by its first page and the one behind its last. */
final class PageRanges {

  /** Bytes of a page, whatever those of the host's are. */
  static final int PAGE_BYTES = 4096;

  private int[] bounds = new int[256];
  private int size;
  private int pages;

  void clear() {
    size = 0;
    pages = 0;
  }

  /** Appends a range behind the others, or joins it to the last one. */
  void add(int first, int end) {
    if (size > 0 && bounds[size - 1] == first) {
      bounds[size - 1] = end;
    } else {
      if (size == bounds.length) {
        bounds = Arrays.copyOf(bounds, size * 2);
      }
      bounds[size++] = first;
      bounds[size++] = end;
    }
    pages += end - first;
  }

  /** Appends the pages that are in one list or the other, to an empty one. */
  void addUnion(PageRanges one, PageRanges other) {
    int i = 0;
    int j = 0;
    int done = 0;
    while (i < one.count() || j < other.count()) {
      boolean fromOne = j == other.count() || (i < one.count() && one.first(i) <= other.first(j));
      int first = Math.max(done, fromOne ? one.first(i) : other.first(j));
      int end = fromOne ? one.end(i++) : other.end(j++);
      if (end > first) {
        add(first, end);
        done = end;
      }
    }
  }

  /** Returns whether a page is in one of the ranges, which are in ascending order. */
  boolean has(int page) {
    int found = Arrays.binarySearch(bounds, 0, size, page);
    int lastBound = found >= 0 ? found : -found - 2;
    return lastBound >= 0 && lastBound % 2 == 0;
  }

  /** Returns the number of ranges. */
  int count() {
    return size / 2;
  }

  int first(int range) {
    return bounds[2 * range];
  }

  int end(int range) {
    return bounds[2 * range + 1];
  }

  /** Returns the start of a range in the memory, in bytes. */
  long offset(int range) {
    return (long) first(range) * PAGE_BYTES;
  }

  /** Bytes of a range. */
  long bytes(int range) {
    return (long) (end(range) - first(range)) * PAGE_BYTES;
  }

  /** Pages of all ranges together. */
  int pages() {
    return pages;
  }
}
