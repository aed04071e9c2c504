package io.serpentarium.sandbox.snapshot;

import static io.serpentarium.sandbox.snapshot.PageRanges.PAGE_BYTES;

import io.serpentarium.sandbox.vfs.InvalidStateException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Writes an image as what differs from a new instance, bit by bit: mostly zeros, which compress
 * well.
 */
final class PageCodec {

  private static final int WORD = Long.BYTES;
  private static final int FIRST_CAPACITY = 256;

  private final PristineMemory pristine;

  PageCodec(PristineMemory pristine) {
    this.pristine = pristine;
  }

  void write(MemoryImage image, DataOutputStream out) throws IOException {
    byte[] delta = new byte[PAGE_BYTES];
    out.writeLong(image.memoryBytes());
    out.writeInt(image.pages());
    int previous = -1;
    for (int i = 0; i < image.pages(); i++) {
      out.writeInt(image.index(i) - previous);
      previous = image.index(i);
    }
    for (int i = 0; i < image.pages(); i++) {
      exclusiveOr(image.content(i), image.index(i), delta);
      out.write(delta);
    }
  }

  /**
   * Reads one.
   *
   * @param maxMemoryBytes that it may have
   * @throws InvalidStateException when it makes no sense
   */
  MemoryImage read(DataInputStream in, long maxMemoryBytes) throws IOException {
    long memoryBytes = in.readLong();
    long memoryPages = memoryBytes / PAGE_BYTES;
    InvalidStateException.require(
        memoryBytes >= 0 && memoryBytes <= maxMemoryBytes && memoryBytes % PAGE_BYTES == 0,
        "the size of its memory out of range");
    int count = in.readInt();
    InvalidStateException.require(
        count >= 0 && count <= memoryPages, "its number of pages out of range");
    int[] indices = readIndices(in, count, memoryPages);
    return new MemoryImage(memoryBytes, indices, readContents(in, indices));
  }

  private int[] readIndices(DataInputStream in, int count, long memoryPages) throws IOException {
    int[] indices = new int[count];
    long index = -1;
    for (int i = 0; i < count; i++) {
      int step = in.readInt();
      index += step;
      InvalidStateException.require(
          step > 0 && index >= pristine.firstPage() && index < memoryPages,
          "a page's place out of range");
      indices[i] = (int) index;
    }
    return indices;
  }

  private byte[][] readContents(DataInputStream in, int[] indices) throws IOException {
    byte[][] contents = new byte[Math.min(indices.length, FIRST_CAPACITY)][];
    byte[] delta = new byte[PAGE_BYTES];
    for (int i = 0; i < indices.length; i++) {
      if (i == contents.length) {
        contents = Arrays.copyOf(contents, Math.min(indices.length, 2 * i));
      }
      in.readFully(delta);
      contents[i] = new byte[PAGE_BYTES];
      exclusiveOr(delta, indices[i], contents[i]);
    }
    return contents;
  }

  private void exclusiveOr(byte[] page, int index, byte[] target) {
    MemorySegment a = MemorySegment.ofArray(page);
    MemorySegment b = pristine.page(index);
    MemorySegment result = MemorySegment.ofArray(target);
    for (int i = 0; i < PAGE_BYTES; i += WORD) {
      long word =
          a.get(ValueLayout.JAVA_LONG_UNALIGNED, i) ^ b.get(ValueLayout.JAVA_LONG_UNALIGNED, i);
      result.set(ValueLayout.JAVA_LONG_UNALIGNED, i, word);
    }
  }
}
