package io.serpentarium.sandbox.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/**
 * The linear memory of an instance, as the host may touch it: every access is checked against the
 * memory's present size, with addresses as unsigned 64-bit numbers so that no sum wraps.
 *
 * <p>A beginning of it may be hidden: the host has no segment that contains it, and an access there
 * is out of bounds, except for no bytes at all.
 *
 * <p>Plain accesses; a word that the guest writes at the same time is seen sooner or later.
 */
public final class GuestMemory {

  private static final ValueLayout.OfShort I16 = le(ValueLayout.JAVA_SHORT_UNALIGNED);
  private static final ValueLayout.OfInt I32 = le(ValueLayout.JAVA_INT_UNALIGNED);
  private static final ValueLayout.OfLong I64 = le(ValueLayout.JAVA_LONG_UNALIGNED);

  private final long hidden;
  private final Supplier<MemorySegment> current;
  private volatile MemorySegment segment;

  /**
   * A memory whose extent grows over time.
   *
   * @param hidden bytes at its beginning that the host leaves alone
   * @param current gives the rest of it as it is now; asked again when an access lies beyond the
   *     extent known so far
   */
  public GuestMemory(long hidden, Supplier<MemorySegment> current) {
    this.hidden = hidden;
    this.current = current;
    this.segment = current.get();
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
    return hidden + segment().byteSize();
  }

  /** Bytes at its beginning that the host leaves alone. */
  public long hiddenBytes() {
    return hidden;
  }

  /**
   * All that is not hidden as it is now, at the address where it lies: for who copies pages of it.
   * To be called as {@link #size()} is, and of no use after the memory has grown or the instance
   * closed.
   */
  public MemorySegment segment() {
    MemorySegment now = current.get();
    segment = now;
    return now;
  }

  public byte getByte(long address) {
    return at(address, 1).get(ValueLayout.JAVA_BYTE, address - hidden);
  }

  public short getShort(long address) {
    return at(address, 2).get(I16, address - hidden);
  }

  public int getInt(long address) {
    return at(address, 4).get(I32, address - hidden);
  }

  public long getUnsignedInt(long address) {
    return Integer.toUnsignedLong(getInt(address));
  }

  public long getLong(long address) {
    return at(address, 8).get(I64, address - hidden);
  }

  public void putByte(long address, byte value) {
    at(address, 1).set(ValueLayout.JAVA_BYTE, address - hidden, value);
  }

  public void putShort(long address, short value) {
    at(address, 2).set(I16, address - hidden, value);
  }

  public void putInt(long address, int value) {
    at(address, 4).set(I32, address - hidden, value);
  }

  public void putLong(long address, long value) {
    at(address, 8).set(I64, address - hidden, value);
  }

  /** Copies {@code length} bytes of the guest to {@code target}. */
  public void read(long address, byte[] target, int offset, int length) {
    MemorySegment memory = at(address, length);
    if (length > 0) {
      MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, address - hidden, target, offset, length);
    }
  }

  /** Copies {@code length} bytes of {@code source} into the guest. */
  public void write(long address, byte[] source, int offset, int length) {
    MemorySegment memory = at(address, length);
    if (length > 0) {
      MemorySegment.copy(source, offset, memory, ValueLayout.JAVA_BYTE, address - hidden, length);
    }
  }

  /** Throws {@link OutOfBounds} unless the whole range lies in what is not hidden, or is empty. */
  public void check(long address, long length) {
    at(address, length);
  }

  private MemorySegment at(long address, long length) {
    MemorySegment known = segment;
    if (contains(known, address, length)) {
      return known;
    }
    MemorySegment grown = segment();
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
