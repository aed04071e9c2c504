package io.serpentarium.sandbox.snapshot;

import static io.serpentarium.sandbox.snapshot.PageRanges.PAGE_BYTES;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The memory of an instance that has not run, above its stack. Immutable and thread-safe. */
final class PristineMemory {

  private static final MemorySegment ZEROS =
      MemorySegment.ofArray(new byte[PAGE_BYTES]).asReadOnly();

  private final long from;
  private final MemorySegment content;

  private PristineMemory(long from, MemorySegment content) {
    this.from = from;
    this.content = content;
  }

  /**
   * Copies a memory.
   *
   * @param from the offset of its first byte that counts, a multiple of the page size
   */
  static PristineMemory copyOf(MemorySegment memory, long from) {
    long size = memory.byteSize() - from;
    MemorySegment content = Arena.ofAuto().allocate(size, PAGE_BYTES);
    content.copyFrom(memory.asSlice(from, size));
    return new PristineMemory(from, content.asReadOnly());
  }

  /** The first page that counts. */
  int firstPage() {
    return (int) (from / PAGE_BYTES);
  }

  /** Bytes of the memory. */
  long memoryBytes() {
    return from + content.byteSize();
  }

  /** Returns whether a page of a memory equals a new instance's. */
  boolean hasSame(MemorySegment memory, int page) {
    return memory.asSlice((long) page * PAGE_BYTES, PAGE_BYTES).mismatch(page(page)) < 0;
  }

  /** A page; zeros before {@link #firstPage} and behind the memory's end. */
  MemorySegment page(int page) {
    long offset = (long) page * PAGE_BYTES - from;
    return offset >= 0 && offset < content.byteSize() ? content.asSlice(offset, PAGE_BYTES) : ZEROS;
  }
}
