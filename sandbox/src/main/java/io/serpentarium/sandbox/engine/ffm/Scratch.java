package io.serpentarium.sandbox.engine.ffm;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Zeroed room for the small structs of one instance, until the instance is closed. Shares the
 * thread-safety of its store, and is closed after it.
 */
final class Scratch implements AutoCloseable {

  private static final int SLAB_BYTES = 2048;

  /** The alignment of malloc. */
  private static final int ALIGNMENT = 16;

  private static final MemorySegment ALLOCATE = function("calloc");
  private static final MemorySegment FREE = function("free");

  private final List<Long> slabs = new ArrayList<>();
  private long next;
  private long left;

  private static MemorySegment function(String name) {
    return Linker.nativeLinker().defaultLookup().findOrThrow(name);
  }

  /**
   * Returns the address of zeroed bytes.
   *
   * @param bytes the number of bytes, at most those of a slab
   * @throws OutOfMemoryError if the system has no more
   */
  long allocate(int bytes) {
    int whole = Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    if (whole > SLAB_BYTES) {
      throw new IllegalArgumentException("a struct of %d bytes".formatted(bytes));
    }
    if (whole > left) {
      addSlab();
    }
    long allocated = next;
    next += whole;
    left -= whole;
    return allocated;
  }

  private void addSlab() {
    long slab = Downcalls.call(ALLOCATE, 1, SLAB_BYTES);
    if (slab == 0) {
      throw new OutOfMemoryError("no native memory for an instance");
    }
    slabs.add(slab);
    next = slab;
    left = SLAB_BYTES;
  }

  @Override
  public void close() {
    slabs.forEach(slab -> Downcalls.run(FREE, slab));
    slabs.clear();
    left = 0;
  }
}
