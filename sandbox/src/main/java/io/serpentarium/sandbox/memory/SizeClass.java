package io.serpentarium.sandbox.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** All blocks of one size. A slab of which no block is in use is unmapped, but for one. */
final class SizeClass {

  private final int blockBytes;

  /** Slabs with a free block; those that are full are known to their blocks only. */
  private final Deque<Slab> open = new ArrayDeque<>();

  private @Nullable Slab spare;
  private boolean closed;

  SizeClass(int blockBytes) {
    this.blockBytes = blockBytes;
  }

  int blockBytes() {
    return blockBytes;
  }

  /** Takes a block by its slab, from which it is to be {@link Slab#take taken} at once. */
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

  private @Nullable Slab spareOrNew() {
    Slab kept = spare;
    spare = null;
    if (kept != null) {
      return kept;
    }
    Mapping mapping = Mapping.create(Slab.BYTES);
    return mapping == null ? null : new Slab(this, mapping);
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
    if (spare == null && !closed) {
      spare = slab;
    } else {
      slab.unmap();
    }
  }

  /** Unmaps what is kept in reserve, and from now on every slab that becomes empty. */
  synchronized void close() {
    closed = true;
    Slab kept = spare;
    spare = null;
    if (kept != null) {
      kept.unmap();
    }
  }

  /** Where a block lies. */
  record Place(Slab slab, int block) {}
}
