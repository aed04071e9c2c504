package io.serpentarium.sandbox.snapshot;

import static io.serpentarium.sandbox.snapshot.PageRanges.PAGE_BYTES;

import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeBlock;
import io.serpentarium.sandbox.vfs.InvalidStateException;
import io.serpentarium.sandbox.vfs.StateTooLargeException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Writes pages as what differs from a new instance, bit by bit: mostly zeros, which compress well.
 * Page by page in both directions.
 */
final class PageCodec {

  private static final int WORD = Long.BYTES;

  /**
   * The number of pages allocated at a time, before their content has arrived, which bounds what a
   * forged image can claim.
   */
  private static final int BATCH = 64;

  private final PristineMemory pristine;

  PageCodec(PristineMemory pristine) {
    this.pristine = pristine;
  }

  void write(PageSource source, DataOutputStream out) throws IOException {
    out.writeLong(source.memoryBytes());
    out.writeInt(source.pages());
    int previous = -1;
    for (int i = 0; i < source.pages(); i++) {
      out.writeInt(source.index(i) - previous);
      previous = source.index(i);
    }
    byte[] page = new byte[PAGE_BYTES];
    for (int i = 0; i < source.pages(); i++) {
      source.read(i, page);
      exclusiveOr(page, source.index(i));
      out.write(page);
    }
  }

  /**
   * Reads an image.
   *
   * @param maxMemoryBytes the most that the memory may have
   * @param blocks the blocks that pay for the image
   * @throws InvalidStateException if the image is invalid
   */
  MemoryImage read(DataInputStream in, long maxMemoryBytes, Blocks blocks) throws IOException {
    long memoryBytes = readSize(in, maxMemoryBytes);
    int count = readCount(in, memoryBytes);
    ImagePages pages = new ImagePages(memoryBytes, count, blocks);
    try {
      int[] indices = readIndices(in, count, memoryBytes);
      for (int from = 0; from < count; from += BATCH) {
        int end = Math.min(from + BATCH, count);
        readBatch(in, Arrays.copyOfRange(indices, from, end), pages, blocks);
      }
      return new MemoryImage(pages, blocks);
    } catch (IOException | RuntimeException | Error e) {
      pages.release();
      throw e;
    }
  }

  private void readBatch(DataInputStream in, int[] indices, ImagePages pages, Blocks blocks)
      throws IOException {
    byte[] page = new byte[PAGE_BYTES];
    NativeBlock[] made = blocks.allocate(indices.length, PAGE_BYTES);
    for (int i = 0; i < made.length; i++) {
      pages.add(indices[i], made[i]);
    }
    for (int i = 0; i < made.length; i++) {
      in.readFully(page);
      exclusiveOr(page, indices[i]);
      made[i].write(0, page, 0, PAGE_BYTES);
    }
  }

  /** Reads which pages come; {@link #readPages} reads them. */
  PageIndex readIndex(DataInputStream in, long maxMemoryBytes) throws IOException {
    long memoryBytes = readSize(in, maxMemoryBytes);
    return new PageIndex(memoryBytes, readIndices(in, readCount(in, memoryBytes), memoryBytes));
  }

  /** Reads pages into their places in a memory. */
  void readPages(DataInputStream in, PageIndex index, MemorySegment memory) throws IOException {
    byte[] page = new byte[PAGE_BYTES];
    for (int i = 0; i < index.count(); i++) {
      in.readFully(page);
      exclusiveOr(page, index.page(i));
      MemorySegment.copy(
          page, 0, memory, ValueLayout.JAVA_BYTE, (long) index.page(i) * PAGE_BYTES, PAGE_BYTES);
    }
  }

  private static long readSize(DataInputStream in, long maxMemoryBytes) throws IOException {
    long memoryBytes = in.readLong();
    InvalidStateException.require(
        memoryBytes >= 0 && memoryBytes % PAGE_BYTES == 0, "the size of its memory out of range");
    StateTooLargeException.require(memoryBytes <= maxMemoryBytes, "more memory than it may have");
    return memoryBytes;
  }

  private static int readCount(DataInputStream in, long memoryBytes) throws IOException {
    int count = in.readInt();
    InvalidStateException.require(
        count >= 0 && count <= memoryBytes / PAGE_BYTES, "its number of pages out of range");
    return count;
  }

  private int[] readIndices(DataInputStream in, int count, long memoryBytes) throws IOException {
    int[] indices = new int[count];
    long index = -1;
    for (int i = 0; i < count; i++) {
      int step = in.readInt();
      index += step;
      InvalidStateException.require(
          step > 0 && index >= pristine.firstPage() && index < memoryBytes / PAGE_BYTES,
          "a page's place out of range");
      indices[i] = (int) index;
    }
    return indices;
  }

  private void exclusiveOr(byte[] page, int index) {
    MemorySegment content = MemorySegment.ofArray(page);
    MemorySegment other = pristine.page(index);
    for (int i = 0; i < PAGE_BYTES; i += WORD) {
      long word =
          content.get(ValueLayout.JAVA_LONG_UNALIGNED, i)
              ^ other.get(ValueLayout.JAVA_LONG_UNALIGNED, i);
      content.set(ValueLayout.JAVA_LONG_UNALIGNED, i, word);
    }
  }
}
