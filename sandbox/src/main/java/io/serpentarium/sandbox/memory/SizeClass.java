package io.serpentarium.sandbox.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** All blocks of one size. Slabs of which no block is in use are unmapped, but for a few. */
final class SizeClass {

  /** The number of empty slabs that are kept: those of a snapshot of a usual session. */
  private static final int SPARE_SLABS = 2;

  private final int blockBytes;

  /** Slabs with a free block; those that are full are known to their blocks only. */
  private final Deque<Slab> open = new ArrayDeque<>();

  private final Deque<Slab> spare = new ArrayDeque<>();
  private boolean closed;

  SizeClass(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  int blockBytes() {
    return blockBytes;
  }

  /** Takes a block; the place names the slab that it was {@link Slab#take taken} from. */
  synchronized @Nullable Place take() {
    Slab slab = open.peekFirst();
    if (slab == null) {
      slab = spareOrNew();
      if (slab == null) {
        return null;
      }
      open.addFirst(slab);
    }
    int block = slab.take();
    if (slab.isFull()) {
      open.removeFirst();
    }
    return new Place(slab, block);
  }

  /**
   * Takes as many blocks as an array has places, of which all or none are filled.
   *
   * @return whether the system had room for all
   */
  synchronized boolean take(NativeBlock[] into, Blocks payer) {
    for (int i = 0; i < into.length; i++) {
      Place place = take();
      if (place == null) {
        putBack(into, 0, i);
        return false;
      }
      into[i] = new NativeBlock(payer, place.slab(), place.block());
    }
    return true;
  }

  private @Nullable Slab spareOrNew() {
    Slab kept = spare.pollLast();
    if (kept != null) {
      return kept;
    }
    Mapping mapping = Mapping.create(Slab.BYTES);
    return mapping == null ? null : new Slab(this, mapping);
  }

  /** Returns blocks of this size without an owner. */
  synchronized void putBack(NativeBlock[] blocks, int from, int end) {
    for (int i = from; i < end; i++) {
      blocks[i].putBack();
    }
  }

  synchronized void putBack(Slab slab, int block) {
    slab.putBack(block);
    if (slab.hasOneFree() && !slab.isEmpty()) {
      open.addLast(slab);
    } else if (slab.isEmpty()) {
      open.remove(slab);
      keepOrUnmap(slab);
    }
  }

  private void keepOrUnmap(Slab slab) {
    if (spare.size() < SPARE_SLABS && !closed) {
      spare.addLast(slab);
    } else {
      slab.unmap();
    }
  }

  /** Unmaps the reserve, and from now on every slab that becomes empty. */
  synchronized void close() {
    closed = true;
    spare.forEach(Slab::unmap);
    spare.clear();
  }

  /** The place of a block. */
  record Place(Slab slab, int block) {}
}
