package io.serpentarium.sandbox.memory;

import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside of the Java heap in blocks of {@value #LEAST_BYTES} to {@value #MOST_BYTES} bytes,
 * the powers of two. Thread-safe. Blocks may outlive its close.
 */
public final class NativeHeap implements AutoCloseable {

  /** Bytes of the smallest block. */
  public static final int LEAST_BYTES = 64;

  /** Bytes of the largest block. */
  public static final int MOST_BYTES = 1 << 14;

  private static final int LEAST_POWER = Integer.numberOfTrailingZeros(LEAST_BYTES);

  private final SizeClass[] classes =
      IntStream.rangeClosed(LEAST_POWER, Integer.numberOfTrailingZeros(MOST_BYTES))
          .mapToObj(power -> new SizeClass(1 << power))
          .toArray(SizeClass[]::new);
  private final AtomicLong used = new AtomicLong();
  private final Cleaner cleaner = Cleaner.create();

  /** Returns the size of a block that has room for a number of bytes. */
  static int blockBytes(int least) {
    if (least < 0 || least > MOST_BYTES) {
      throw new IllegalArgumentException("no block has room for " + least);
    }
    int power = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(least, LEAST_BYTES) - 1);
    return 1 << power;
  }

  /** Takes a block whose content is anything, or null where the system has no room. */
  SizeClass.@Nullable Place take(int blockBytes) {
    SizeClass.Place place = classes[Integer.numberOfTrailingZeros(blockBytes) - LEAST_POWER].take();
    if (place != null) {
      used.addAndGet(blockBytes);
    }
    return place;
  }

  /**
   * Takes as many blocks as an array has places.
   *
   * @return whether the system had room for all of them; none is taken otherwise
   */
  boolean take(int blockBytes, NativeBlock[] into, Blocks payer) {
    boolean taken =
        classes[Integer.numberOfTrailingZeros(blockBytes) - LEAST_POWER].take(into, payer);
    if (taken) {
      used.addAndGet((long) blockBytes * into.length);
    }
    return taken;
  }

  /** Returns blocks without an owner, all of one size, to the heap. */
  void putBack(NativeBlock[] blocks, int from, int end) {
    SizeClass owner = blocks[from].slab().owner();
    used.addAndGet(-(long) owner.blockBytes() * (end - from));
    owner.putBack(blocks, from, end);
  }

  void putBack(Slab slab, int block) {
    used.addAndGet(-slab.owner().blockBytes());
    slab.owner().putBack(slab, block);
  }

  /**
   * Frees the resources of an object once it is unreachable, or earlier by the result.
   *
   * @param free an action that must not refer to the object
   */
  public Cleanable whenUnreachable(Object holder, Runnable free) {
    return cleaner.register(holder, free);
  }

  /** Bytes of all blocks in use. */
  public long usedBytes() {
    return used.get();
  }

  /** Gives its reserves back to the system. */
  @Override
  public void close() {
    for (SizeClass each : classes) {
      each.close();
    }
  }
}
