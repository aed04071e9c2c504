package io.serpentarium.sandbox.memory;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;

/**
 * Allocates blocks that one account pays for.
 *
 * @param heap the heap of the blocks
 * @param use the purpose of the blocks
 */
public record Blocks(NativeHeap heap, MemoryAccount account, Use use) {

  /** Allocates for something else, at the expense of the same account. */
  public Blocks forUse(Use other) {
    return use == other ? this : new Blocks(heap, account, other);
  }

  /**
   * Allocates a block of zeros with one owner.
   *
   * @param least the least number of bytes, up to {@link NativeHeap#MOST_BYTES}; the block has the
   *     next power of two
   * @throws MemoryRefusedException if the account or the system has no room
   */
  public NativeBlock zeroed(int least) {
    NativeBlock block = allocate(least);
    block.clear(0, block.size());
    return block;
  }

  /**
   * Allocates blocks with one owner each, of which the caller writes every byte that is read.
   *
   * @param count the number of blocks
   * @param least the least bytes of each, as in {@link #zeroed}
   * @throws MemoryRefusedException if the account or the system has no room for all of them
   */
  public NativeBlock[] allocate(int count, int least) {
    int bytes = NativeHeap.blockBytes(least);
    long all = (long) count * bytes;
    account.acquire(use, all);
    NativeBlock[] blocks = new NativeBlock[count];
    if (!heap.take(bytes, blocks, this)) {
      account.release(use, all);
      throw new MemoryRefusedException(use, all, "the system has no memory left");
    }
    return blocks;
  }

  /** Allocates a block of which the caller writes every byte that is read. */
  NativeBlock allocate(int least) {
    int bytes = NativeHeap.blockBytes(least);
    account.acquire(use, bytes);
    SizeClass.Place place = heap.take(bytes);
    if (place == null) {
      account.release(use, bytes);
      throw new MemoryRefusedException(use, bytes, "the system has no memory left");
    }
    return new NativeBlock(this, place.slab(), place.block());
  }
}
