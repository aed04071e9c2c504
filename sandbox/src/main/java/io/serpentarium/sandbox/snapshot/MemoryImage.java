package io.serpentarium.sandbox.snapshot;

import static io.serpentarium.sandbox.snapshot.PageRanges.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a memory that differ from those of a new instance, on the heap. Immutable; images of
 * one session share the pages that are alike.
 */
public final class MemoryImage implements PageImage {

  private final long memoryBytes;
  private final int[] indices;
  private final byte[][] contents;

  /**
   * An image of pages that become its own.
   *
   * @param indices ascending
   * @param contents one page for each index
   */
  MemoryImage(long memoryBytes, int[] indices, byte[][] contents) {
    this.memoryBytes = memoryBytes;
    this.indices = indices;
    this.contents = contents;
  }

  /**
   * Copies the pages of a memory that differ.
   *
   * @param candidates in which all that differ are
   * @param previous whose pages are taken where they are alike, or null
   */
  static MemoryImage of(
      MemorySegment memory,
      PageRanges candidates,
      PristineMemory pristine,
      @Nullable MemoryImage previous) {
    int[] indices = new int[candidates.pages()];
    byte[][] contents = new byte[indices.length][];
    int count = 0;
    for (int range = 0; range < candidates.count(); range++) {
      for (int page = candidates.first(range); page < candidates.end(range); page++) {
        if (!pristine.hasSame(memory, page)) {
          indices[count] = page;
          contents[count++] = copy(memory, page, previous);
        }
      }
    }
    return new MemoryImage(
        memory.byteSize(), Arrays.copyOf(indices, count), Arrays.copyOf(contents, count));
  }

  private static byte[] copy(MemorySegment memory, int page, @Nullable MemoryImage previous) {
    MemorySegment source = memory.asSlice((long) page * PAGE_BYTES, PAGE_BYTES);
    byte[] known = previous == null ? null : previous.find(page);
    if (known != null && source.mismatch(MemorySegment.ofArray(known)) < 0) {
      return known;
    }
    return source.toArray(ValueLayout.JAVA_BYTE);
  }

  private byte @Nullable [] find(int page) {
    int position = Arrays.binarySearch(indices, page);
    return position < 0 ? null : contents[position];
  }

  @Override
  public boolean has(int page) {
    return find(page) != null;
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  /** How many pages it has. */
  public int pages() {
    return indices.length;
  }

  /** Bytes of its pages. */
  public long sizeBytes() {
    return (long) indices.length * PAGE_BYTES;
  }

  /** Where the page of a position lies in the memory, in pages. */
  int index(int position) {
    return indices[position];
  }

  /** The page of a position, from 0 to {@link #pages()}; not to be changed. */
  byte[] content(int position) {
    return contents[position];
  }

  @Override
  public void writeTo(MemorySegment memory) {
    for (int i = 0; i < indices.length; i++) {
      MemorySegment.copy(
          contents[i],
          0,
          memory,
          ValueLayout.JAVA_BYTE,
          (long) indices[i] * PAGE_BYTES,
          PAGE_BYTES);
    }
  }
}
