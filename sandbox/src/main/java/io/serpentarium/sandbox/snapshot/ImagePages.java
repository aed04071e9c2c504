package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.Charge;
import io.serpentarium.sandbox.memory.NativeBlock;
import io.serpentarium.sandbox.memory.Owned;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The pages of one image, of which it is an owner. Filled by its creator, then immutable. */
final class ImagePages extends Owned {

  /** Bytes of the heap for each page: its index, and the object of its block. */
  private static final int OVERHEAD_BYTES = 48;

  private static final int FIRST_CAPACITY = 256;

  private final long memoryBytes;
  private final Charge charge;
  private int[] indices;
  private @Nullable NativeBlock[] contents;
  private int count;
  private int missing;

  /**
   * Creates room for pages.
   *
   * @param most the most pages that there will be
   * @param blocks the blocks that pay for the room
   */
  ImagePages(long memoryBytes, int most, Blocks blocks) {
    this.memoryBytes = memoryBytes;
    this.charge = new Charge(blocks.account());
    charge.add((long) most * OVERHEAD_BYTES);
    this.indices = new int[Math.min(most, FIRST_CAPACITY)];
    this.contents = new @Nullable NativeBlock[indices.length];
  }

  /** Adds a page behind the others whose content is to be {@linkplain #copyMissing copied}. */
  void addMissing(int page) {
    put(page, null);
    missing++;
  }

  /** Adds a page behind the others, and becomes an owner of its content. */
  void add(int page, NativeBlock content) {
    put(page, content);
  }

  /**
   * Copies the missing pages, all or none.
   *
   * @param memory the memory in which the pages lie
   * @param blocks the blocks that pay for the pages
   * @throws io.serpentarium.sandbox.MemoryRefusedException if there is no room
   */
  void copyMissing(MemorySegment memory, Blocks blocks) {
    NativeBlock[] made = blocks.allocate(missing, PageRanges.PAGE_BYTES);
    int next = 0;
    for (int i = 0; next < made.length; i++) {
      if (contents[i] == null) {
        NativeBlock content = made[next++];
        content.copyFrom(memory, (long) indices[i] * PageRanges.PAGE_BYTES, PageRanges.PAGE_BYTES);
        contents[i] = content;
      }
    }
    missing = 0;
  }

  private void put(int page, @Nullable NativeBlock content) {
    if (count == indices.length) {
      indices = Arrays.copyOf(indices, 2 * count + 1);
      contents = Arrays.copyOf(contents, indices.length);
    }
    indices[count] = page;
    contents[count++] = content;
  }

  long memoryBytes() {
    return memoryBytes;
  }

  int count() {
    return count;
  }

  int index(int position) {
    return indices[position];
  }

  NativeBlock content(int position) {
    NativeBlock content = contents[position];
    if (content == null) {
      throw new IllegalStateException("it is freed");
    }
    return content;
  }

  /** The content of a page, or null where it has none. */
  @Nullable NativeBlock find(int page) {
    int position = Arrays.binarySearch(indices, 0, count, page);
    return position < 0 ? null : contents[position];
  }

  @Override
  protected void free() {
    NativeBlock.releaseAll(contents, count);
    Arrays.fill(contents, null);
    charge.release();
  }
}
