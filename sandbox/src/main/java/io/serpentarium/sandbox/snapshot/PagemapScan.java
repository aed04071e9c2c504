package io.serpentarium.sandbox.snapshot;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Asks the kernel for pages that are this process's alone, by PAGEMAP_SCAN (Linux 6.7): present or
 * swapped, not of a file, and not the page of zeros that reading makes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/PAGEMAP_SCAN.2const.html">PAGEMAP_SCAN</a>
 */
final class PagemapScan implements PageScan {

  /** {@code _IOWR('f', 16, struct pm_scan_arg)}. */
  private static final long PAGEMAP_SCAN = 0xc060_6610L;

  private static final long WRITTEN = 1 << 1;
  private static final long FILE = 1 << 2;
  private static final long PRESENT = 1 << 3;
  private static final long SWAPPED = 1 << 4;
  private static final long ZERO = 1 << 5;

  private static final int REGIONS = 512;
  private static final int REGION_BYTES = 24;
  private static final int REGION_END = 8;

  private static final int ARGUMENT_BYTES = 96;
  private static final int START = 16;
  private static final int END = 24;
  private static final int WALK_END = 32;
  private static final int REGIONS_ADDRESS = 40;
  private static final int REGIONS_COUNT = 48;
  private static final int INVERTED = 64;
  private static final int ALL_OF = 72;
  private static final int ANY_OF = 80;
  private static final int REPORTED = 88;

  private final Pagemap pagemap;
  private final MemorySegment regions;
  private final MemorySegment written;
  private final MemorySegment own;

  PagemapScan(Pagemap pagemap) {
    this.pagemap = pagemap;
    Arena arena = Arena.ofAuto();
    this.regions = arena.allocate((long) REGIONS * REGION_BYTES, Long.BYTES);
    this.written = newArgument(arena, WRITTEN, 0, WRITTEN);
    this.own = newArgument(arena, FILE | ZERO, PRESENT | SWAPPED, FILE);
    own.set(JAVA_LONG, INVERTED, FILE | ZERO);
  }

  private MemorySegment newArgument(Arena arena, long allOf, long anyOf, long reported) {
    MemorySegment argument = arena.allocate(ARGUMENT_BYTES, Long.BYTES);
    argument.set(JAVA_LONG, 0, ARGUMENT_BYTES);
    argument.set(JAVA_LONG, REGIONS_ADDRESS, regions.address());
    argument.set(JAVA_LONG, REGIONS_COUNT, REGIONS);
    argument.set(JAVA_LONG, ALL_OF, allOf);
    argument.set(JAVA_LONG, ANY_OF, anyOf);
    argument.set(JAVA_LONG, REPORTED, reported);
    return argument;
  }

  /** Returns whether this kernel has the call. */
  boolean works() {
    own.set(JAVA_LONG, START, 0);
    own.set(JAVA_LONG, END, PageRanges.PAGE_BYTES);
    return pagemap.control(PAGEMAP_SCAN, own) >= 0;
  }

  @Override
  public void find(MemorySegment memory, long from, PageRanges found) {
    find(memory, from, 0, found);
  }

  @Override
  public void find(MemorySegment memory, long from, long watchedBytes, PageRanges found) {
    found.clear();
    find(written, memory, from, watchedBytes, found);
    find(own, memory, Math.max(from, watchedBytes), memory.byteSize(), found);
  }

  private void find(
      MemorySegment argument, MemorySegment memory, long from, long to, PageRanges found) {
    long base = memory.address();
    long end = base + to;
    for (long start = base + from; start < end; ) {
      int count = scan(argument, start, end);
      for (int i = 0; i < count; i++) {
        found.add(page(i, 0, base), page(i, REGION_END, base));
      }
      start = argument.get(JAVA_LONG, WALK_END);
    }
  }

  private int scan(MemorySegment argument, long start, long end) {
    argument.set(JAVA_LONG, START, start);
    argument.set(JAVA_LONG, END, end);
    int count = pagemap.control(PAGEMAP_SCAN, argument);
    if (count < 0 || argument.get(JAVA_LONG, WALK_END) <= start) {
      throw new IllegalStateException("PAGEMAP_SCAN failed");
    }
    return count;
  }

  private int page(int region, int field, long base) {
    long address = regions.get(JAVA_LONG, (long) region * REGION_BYTES + field);
    return (int) ((address - base) / PageRanges.PAGE_BYTES);
  }
}
