package io.serpentarium.sandbox.memory;

/** A mapped range that is cut into blocks of one size. Under the lock of its {@link SizeClass}. */
final class Slab {

  /** Bytes of a slab. */
  static final long BYTES = 1 << 20;

  private final SizeClass owner;
  private final Mapping mapping;
  private final char[] free;
  private int freeCount;

  Slab(SizeClass owner, Mapping mapping) {
    this.owner = owner;
    this.mapping = mapping;
    this.free = new char[(int) (BYTES / owner.blockBytes())];
    for (int i = 0; i < free.length; i++) {
      free[i] = (char) (free.length - 1 - i);
    }
    this.freeCount = free.length;
  }

  /** The size of its blocks, and where they go back to. */
  SizeClass owner() {
    return owner;
  }

  long addressOf(int block) {
    return mapping.address() + (long) block * owner.blockBytes();
  }

  int take() {
    return free[--freeCount];
  }

  void putBack(int block) {
    free[freeCount++] = (char) block;
  }

  /** Returns whether no block is left. */
  boolean isFull() {
    return freeCount == 0;
  }

  /** Returns whether every block is free. */
  boolean isEmpty() {
    return freeCount == free.length;
  }

  boolean hasOneFree() {
    return freeCount == 1;
  }

  void unmap() {
    mapping.close();
  }
}
