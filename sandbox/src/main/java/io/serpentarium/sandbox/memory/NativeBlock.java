package io.serpentarium.sandbox.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A block of native memory with one owner or several; once the last owner has released it, it is
 * freed and its account notified. Access is for owners only: an owner whose hold others can release
 * must acquire another one meanwhile. Every access checks its bounds, and that there is an owner.
 */
public final class NativeBlock extends Owned {

  @SuppressWarnings("restricted")
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private final Blocks payer;
  private final Slab slab;
  private final int block;

  NativeBlock(Blocks payer, Slab slab, int block) {
    this.payer = payer;
    this.slab = slab;
    this.block = block;
  }

  /** Bytes that it has. */
  public int size() {
    return slab.owner().blockBytes();
  }

  Slab slab() {
    return slab;
  }

  private long at(int offset, int length) {
    requireOwned();
    int all = slab.owner().blockBytes();
    return slab.addressOf(block) + Objects.checkFromIndexSize(offset, length, all);
  }

  /** Copies bytes out of it. */
  public void read(int offset, byte[] target, int targetOffset, int length) {
    MemorySegment.copy(ALL, JAVA_BYTE, at(offset, length), target, targetOffset, length);
  }

  /** Copies bytes into it. */
  public void write(int offset, byte[] source, int sourceOffset, int length) {
    MemorySegment.copy(source, sourceOffset, ALL, JAVA_BYTE, at(offset, length), length);
  }

  /** Copies its first bytes from a segment. */
  public void copyFrom(MemorySegment source, long offset, int length) {
    MemorySegment.copy(source, offset, ALL, at(0, length), length);
  }

  /** Copies its first bytes to a segment. */
  public void copyTo(MemorySegment target, long offset, int length) {
    MemorySegment.copy(ALL, at(0, length), target, offset, length);
  }

  /** Returns whether the first bytes equal those of a segment. */
  public boolean hasSame(MemorySegment other, long offset, int length) {
    long from = at(0, length);
    return MemorySegment.mismatch(ALL, from, from + length, other, offset, offset + length) < 0;
  }

  /** Makes a range zeros. */
  public void clear(int offset, int length) {
    ALL.asSlice(at(offset, length), length).fill((byte) 0);
  }

  /** Returns the number of bytes up to the last that is not zero. */
  public int usedBytes() {
    int used = size();
    long base = at(0, used);
    while (used > 0 && ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, base + used - Long.BYTES) == 0) {
      used -= Long.BYTES;
    }
    while (used > 0 && ALL.get(JAVA_BYTE, base + used - 1) == 0) {
      used--;
    }
    return used;
  }

  /** Returns another block with the same first bytes, followed by zeros. */
  public NativeBlock copy(Blocks blocks, int length, int least) {
    NativeBlock copy = blocks.allocate(least);
    MemorySegment.copy(ALL, at(0, length), ALL, copy.at(0, length), length);
    copy.clear(length, copy.size() - length);
    return copy;
  }

  /** Returns a block with the bytes of a segment, which is just as long or slightly longer. */
  public static NativeBlock of(Blocks blocks, MemorySegment source, long offset, int length) {
    NativeBlock made = blocks.allocate(length);
    made.copyFrom(source, offset, length);
    if (length < made.size()) {
      made.clear(length, made.size() - length);
    }
    return made;
  }

  /**
   * Removes one owner from each block, and returns all freed blocks to heap and account together.
   *
   * @param blocks the blocks, of which the first {@code count} are released; null is skipped
   */
  public static void releaseAll(@Nullable NativeBlock[] blocks, int count) {
    NativeBlock[] freed = new NativeBlock[count];
    int all = 0;
    for (int i = 0; i < count; i++) {
      NativeBlock block = blocks[i];
      if (block != null && block.drop()) {
        freed[all++] = block;
      }
    }
    for (int from = 0, end; from < all; from = end) {
      end = from + 1;
      while (end < all && freed[end].isLike(freed[from])) {
        end++;
      }
      free(freed, from, end);
    }
  }

  private boolean isLike(NativeBlock other) {
    return slab.owner() == other.slab.owner() && payer.equals(other.payer);
  }

  private static void free(NativeBlock[] freed, int from, int end) {
    Blocks payer = freed[from].payer;
    long bytes = (long) freed[from].size() * (end - from);
    payer.heap().putBack(freed, from, end);
    payer.account().release(payer.use(), bytes);
  }

  /** Gives its room back to its size class, under the lock of that. */
  void putBack() {
    slab.owner().putBack(slab, block);
  }

  @Override
  protected void free() {
    int bytes = size();
    payer.heap().putBack(slab, block);
    payer.account().release(payer.use(), bytes);
  }
}
