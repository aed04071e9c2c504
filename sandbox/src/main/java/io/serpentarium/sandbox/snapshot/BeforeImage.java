package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.memory.Mapping;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * The pages that were a session's own when an execution began, outside of the heap in a reusable
 * buffer. The code that took the image closes it, once.
 */
public final class BeforeImage implements PageImage, AutoCloseable {

  /** Pages of an instance that has executed a few lines. */
  private static final long FIRST_BYTES = 160L * PageRanges.PAGE_BYTES;

  private final PageScan scan;
  private final Consumer<BeforeImage> onClose;
  private final PageRanges ranges = new PageRanges();
  private Mapping buffer;
  private long memoryBytes;

  BeforeImage(PageScan scan, Consumer<BeforeImage> onClose) {
    this.scan = scan;
    this.onClose = onClose;
    this.buffer = map(FIRST_BYTES);
  }

  private static Mapping map(long bytes) {
    Mapping mapped = Mapping.create(bytes);
    if (mapped == null) {
      throw new MemoryRefusedException(Use.GUEST, bytes, "no memory for the data of a roll-back");
    }
    return mapped;
  }

  /** The pages of the memory that are the session's own now, not copied. */
  PageRanges find(MemorySegment memory, long from) {
    return find(memory, from, 0);
  }

  /**
   * Finds the pages as above, where the kernel watches the first pages.
   *
   * @param watchedBytes the number of watched bytes, as {@link PageScan} takes it
   */
  PageRanges find(MemorySegment memory, long from, long watchedBytes) {
    scan.find(memory, from, watchedBytes, ranges);
    return ranges;
  }

  /**
   * Replaces the content with the pages that were {@link #find found} last.
   *
   * @throws MemoryRefusedException if the system has no memory for them
   */
  void take(MemorySegment memory) {
    memoryBytes = memory.byteSize();
    reserve((long) ranges.pages() * PageRanges.PAGE_BYTES);
    long target = 0;
    for (int range = 0; range < ranges.count(); range++) {
      long bytes = ranges.bytes(range);
      MemorySegment.copy(memory, ranges.offset(range), buffer.segment(), target, bytes);
      target += bytes;
    }
  }

  private void reserve(long bytes) {
    if (bytes > capacity()) {
      Mapping larger = map(wholePages(bytes + bytes / 4));
      buffer.close();
      buffer = larger;
    }
  }

  private static long wholePages(long bytes) {
    return Math.ceilDiv(bytes, PageRanges.PAGE_BYTES) * (long) PageRanges.PAGE_BYTES;
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public boolean has(int page) {
    return ranges.has(page);
  }

  @Override
  public void writeTo(MemorySegment memory) {
    long source = 0;
    for (int range = 0; range < ranges.count(); range++) {
      long bytes = ranges.bytes(range);
      MemorySegment.copy(buffer.segment(), source, memory, ranges.offset(range), bytes);
      source += bytes;
    }
  }

  /** Bytes that it holds for its next use. */
  long capacity() {
    return buffer.segment().byteSize();
  }

  /** Frees the buffer; it is of no use afterwards. */
  void free() {
    buffer.close();
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
