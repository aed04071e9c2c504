package io.serpentarium.sandbox.snapshot;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * The pages that were a session's own when an execution began, outside of the heap in a buffer that
 * is used again. Whoever took it closes it, once.
 */
public final class BeforeImage implements PageImage, AutoCloseable {

  /** Pages of an instance that has executed a few lines. */
  private static final long FIRST_BYTES = 160L * PageRanges.PAGE_BYTES;

  private final PageScan scan;
  private final Consumer<BeforeImage> onClose;
  private final PageRanges ranges = new PageRanges();
  private Arena arena;
  private MemorySegment buffer;
  private long memoryBytes;

  BeforeImage(PageScan scan, Consumer<BeforeImage> onClose) {
    this.scan = scan;
    this.onClose = onClose;
    this.arena = newArena();
    this.buffer = arena.allocate(FIRST_BYTES, PageRanges.PAGE_BYTES);
  }

  @SuppressWarnings("MustBeClosedChecker") // by free
  private static Arena newArena() {
    return Arena.ofShared();
  }

  /** The pages of the memory that are the session's own now, not copied. */
  PageRanges find(MemorySegment memory, long from) {
    return find(memory, from, 0);
  }

  /**
   * Likewise, where the kernel watches the first pages.
   *
   * @param watchedBytes as {@link PageScan} takes them
   */
  PageRanges find(MemorySegment memory, long from, long watchedBytes) {
    scan.find(memory, from, watchedBytes, ranges);
    return ranges;
  }

  /** Takes the place of what it held, with the pages that were {@link #find found} last. */
  void take(MemorySegment memory) {
    memoryBytes = memory.byteSize();
    reserve((long) ranges.pages() * PageRanges.PAGE_BYTES);
    long target = 0;
    for (int range = 0; range < ranges.count(); range++) {
      long bytes = ranges.bytes(range);
      MemorySegment.copy(memory, ranges.offset(range), buffer, target, bytes);
      target += bytes;
    }
  }

  private void reserve(long bytes) {
    if (bytes > buffer.byteSize()) {
      arena.close();
      arena = newArena();
      buffer = arena.allocate(bytes + bytes / 4, PageRanges.PAGE_BYTES);
    }
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
      MemorySegment.copy(buffer, source, memory, ranges.offset(range), bytes);
      source += bytes;
    }
  }

  /** Bytes that it holds for its next use. */
  long capacity() {
    return buffer.byteSize();
  }

  /** Frees the buffer; it is of no use afterwards. */
  void free() {
    arena.close();
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
