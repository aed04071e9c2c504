package io.serpentarium.sandbox.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The linear memory of an instance, as the host may touch it: every access is checked against the
 * memory's present size, with addresses as unsigned 64-bit numbers so that no sum wraps.
 *
 * <p>A beginning of it may be hidden: the host has no segment that contains it, and an access there
 * is out of bounds, except for no bytes at all.
 *
 * <p>Every access holds off the close of the memory, and throws IllegalStateException after it.
 * Plain accesses; a word that the guest writes at the same time is seen sooner or later.
 */
public final class GuestMemory {

  private static final ValueLayout.OfShort I16 = le(ValueLayout.JAVA_SHORT_UNALIGNED);
  private static final ValueLayout.OfInt I32 = le(ValueLayout.JAVA_INT_UNALIGNED);
  private static final ValueLayout.OfLong I64 = le(ValueLayout.JAVA_LONG_UNALIGNED);

  private final long hidden;
  private final Supplier<MemorySegment> current;
  private final Guard guard;
  private volatile MemorySegment segment;

  /**
   * Creates a memory whose extent grows over time, and which outlives all accesses.
   *
   * @param hidden the number of bytes at its beginning that the host does not touch
   * @param current returns the present rest of it; called again when an access lies beyond the
   *     extent known so far
   */
  public GuestMemory(long hidden, Supplier<MemorySegment> current) {
    this(hidden, current, Guard.NONE);
  }

  /**
   * A memory that may be closed.
   *
   * @param guard keeps it open during each access
   */
  public GuestMemory(long hidden, Supplier<MemorySegment> current, Guard guard) {
    this.hidden = hidden;
    this.current = current;
    this.guard = guard;
    this.segment = current.get();
  }

  /** Keeps a memory open while a thread accesses it. */
  public interface Guard {

    /** The guard of a memory that is never closed. */
    Guard NONE =
        new Guard() {
          @Override
          public boolean acquire() {
            return false;
          }

          @Override
          public void release() {}
        };

    /**
     * Holds off the close.
     *
     * @return whether {@link #release} must follow; false where this thread holds it off already
     * @throws IllegalStateException after the close, or while another thread runs the guest
     */
    boolean acquire();

    /** Ends what {@link #acquire} began, on the same thread. */
    void release();
  }

  /** The memory was asked for bytes that it does not have. */
  public static final class OutOfBounds extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private OutOfBounds(long address, long length, long size) {
      super(
          "%s bytes at %s, memory has %d"
              .formatted(Long.toUnsignedString(length), Long.toUnsignedString(address), size));
    }
  }

  /**
   * Bytes it has now, hidden ones included. To be called between guest calls or inside a host
   * function.
   */
  public long size() {
    return hidden + refreshed().byteSize();
  }

  /** Bytes at its beginning that the host leaves alone. */
  public long hiddenBytes() {
    return hidden;
  }

  /**
   * Applies a function to the whole memory that is not hidden, at its actual address: for code that
   * copies pages of it. Called under the same conditions as {@link #size()}. The close waits
   * meanwhile; the segment must not be used afterwards.
   */
  public <T> T fromSegment(Function<MemorySegment, T> use) {
    boolean acquired = guard.acquire();
    try {
      return use.apply(refreshed());
    } finally {
      release(acquired);
    }
  }

  /** Applies an action to the whole memory that is not hidden, as {@link #fromSegment} does. */
  public void withSegment(Consumer<MemorySegment> use) {
    boolean acquired = guard.acquire();
    try {
      use.accept(refreshed());
    } finally {
      release(acquired);
    }
  }

  public byte getByte(long address) {
    boolean acquired = guard.acquire();
    try {
      return at(address, 1).get(ValueLayout.JAVA_BYTE, address - hidden);
    } finally {
      release(acquired);
    }
  }

  public short getShort(long address) {
    boolean acquired = guard.acquire();
    try {
      return at(address, 2).get(I16, address - hidden);
    } finally {
      release(acquired);
    }
  }

  public int getInt(long address) {
    boolean acquired = guard.acquire();
    try {
      return at(address, 4).get(I32, address - hidden);
    } finally {
      release(acquired);
    }
  }

  public long getUnsignedInt(long address) {
    return Integer.toUnsignedLong(getInt(address));
  }

  public long getLong(long address) {
    boolean acquired = guard.acquire();
    try {
      return at(address, 8).get(I64, address - hidden);
    } finally {
      release(acquired);
    }
  }

  public void putByte(long address, byte value) {
    boolean acquired = guard.acquire();
    try {
      at(address, 1).set(ValueLayout.JAVA_BYTE, address - hidden, value);
    } finally {
      release(acquired);
    }
  }

  public void putShort(long address, short value) {
    boolean acquired = guard.acquire();
    try {
      at(address, 2).set(I16, address - hidden, value);
    } finally {
      release(acquired);
    }
  }

  public void putInt(long address, int value) {
    boolean acquired = guard.acquire();
    try {
      at(address, 4).set(I32, address - hidden, value);
    } finally {
      release(acquired);
    }
  }

  public void putLong(long address, long value) {
    boolean acquired = guard.acquire();
    try {
      at(address, 8).set(I64, address - hidden, value);
    } finally {
      release(acquired);
    }
  }

  /** Copies {@code length} bytes of the guest to {@code target}. */
  public void read(long address, byte[] target, int offset, int length) {
    boolean acquired = guard.acquire();
    try {
      MemorySegment memory = at(address, length);
      if (length > 0) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, address - hidden, target, offset, length);
      }
    } finally {
      release(acquired);
    }
  }

  /** Copies {@code length} bytes of {@code source} into the guest. */
  public void write(long address, byte[] source, int offset, int length) {
    boolean acquired = guard.acquire();
    try {
      MemorySegment memory = at(address, length);
      if (length > 0) {
        MemorySegment.copy(source, offset, memory, ValueLayout.JAVA_BYTE, address - hidden, length);
      }
    } finally {
      release(acquired);
    }
  }

  /**
   * Throws {@link OutOfBounds} unless the whole range lies in the memory that is not hidden, or is
   * empty.
   */
  public void check(long address, long length) {
    at(address, length);
  }

  private void release(boolean acquired) {
    if (acquired) {
      guard.release();
    }
  }

  private MemorySegment refreshed() {
    MemorySegment now = current.get();
    segment = now;
    return now;
  }

  private MemorySegment at(long address, long length) {
    MemorySegment known = segment;
    if (contains(known, address, length)) {
      return known;
    }
    MemorySegment grown = refreshed();
    if (contains(grown, address, length)) {
      return grown;
    }
    throw new OutOfBounds(address, length, hidden + grown.byteSize());
  }

  private boolean contains(MemorySegment memory, long address, long length) {
    return length >= 0
        && address >= (length == 0 ? 0 : hidden)
        && address <= hidden + memory.byteSize() - length;
  }

  private static ValueLayout.OfShort le(ValueLayout.OfShort layout) {
    return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
  }

  private static ValueLayout.OfInt le(ValueLayout.OfInt layout) {
    return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
  }

  private static ValueLayout.OfLong le(ValueLayout.OfLong layout) {
    return layout.withOrder(ByteOrder.LITTLE_ENDIAN);
  }
}
