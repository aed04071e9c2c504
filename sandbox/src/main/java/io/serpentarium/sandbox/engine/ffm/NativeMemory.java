package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Reads and writes native memory at an address, as the library's structs have it. */
final class NativeMemory {

  /** Bytes of a vector's head: how many, and where. */
  static final int VECTOR_BYTES = 16;

  @SuppressWarnings("restricted")
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private NativeMemory() {}

  static long getLong(long address) {
    return ALL.get(JAVA_LONG, address);
  }

  static int getInt(long address) {
    return ALL.get(JAVA_INT, address);
  }

  static void putLong(long address, long value) {
    ALL.set(JAVA_LONG, address, value);
  }

  /** Copies the bytes of a segment to this address. */
  static void put(long address, MemorySegment source) {
    MemorySegment.copy(source, 0, ALL, address, source.byteSize());
  }

  /** Returns the bytes at an address. */
  static MemorySegment at(long address, long bytes) {
    return ALL.asSlice(address, bytes);
  }

  static void putByte(long address, byte value) {
    ALL.set(JAVA_BYTE, address, value);
  }

  /** Returns the number of elements of the vector at an address. */
  static long vectorSize(long vector) {
    return getLong(vector);
  }

  /** Returns the address of the elements of the vector at an address. */
  static long vectorData(long vector) {
    return getLong(vector + Long.BYTES);
  }

  /** An element of a vector of pointers. */
  static long pointerAt(long vector, long index) {
    return getLong(vectorData(vector) + index * Long.BYTES);
  }

  /** The bytes of a vector of bytes. */
  static MemorySegment bytes(long vector) {
    return ALL.asSlice(vectorData(vector), vectorSize(vector));
  }

  /** The text of a vector of bytes. */
  static String text(long vector) {
    return new String(bytes(vector).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }
}
