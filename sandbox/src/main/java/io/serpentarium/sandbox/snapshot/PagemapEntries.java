package io.serpentarium.sandbox.snapshot;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Reads one word of {@code /proc/self/pagemap} for each page: what kernels before 6.7 have. Finds
 * pages that were only read as well.
 */
final class PagemapEntries implements PageScan {

  private static final long PRESENT_OR_SWAPPED = 3L << 62;
  private static final long FILE = 1L << 61;

  private final ByteBuffer entries =
      ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void find(MemorySegment memory, long from, PageRanges found) {
    found.clear();
    long base = memory.address() / PageRanges.PAGE_BYTES;
    int end = (int) (memory.byteSize() / PageRanges.PAGE_BYTES);
    try (FileInputStream file = new FileInputStream("/proc/self/pagemap")) {
      int page = (int) (from / PageRanges.PAGE_BYTES);
      while (page < end) {
        page = read(file.getChannel(), base, page, end, found);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int read(FileChannel file, long base, int first, int end, PageRanges found)
      throws IOException {
    int count = Math.min(end - first, entries.capacity() / Long.BYTES);
    entries.clear().limit(count * Long.BYTES);
    while (entries.hasRemaining()) {
      if (file.read(entries, (base + first) * Long.BYTES + entries.position()) < 0) {
        throw new IOException("the pagemap ends early");
      }
    }
    for (int i = 0; i < count; i++) {
      long entry = entries.getLong(i * Long.BYTES);
      if ((entry & PRESENT_OR_SWAPPED) != 0 && (entry & FILE) == 0) {
        found.add(first + i, first + i + 1);
      }
    }
    return first + count;
  }
}
