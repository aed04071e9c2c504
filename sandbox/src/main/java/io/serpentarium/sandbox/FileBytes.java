package io.serpentarium.sandbox;

import java.nio.ByteBuffer;

/**
 * The content of a file, read in parts. Immutable. The opener closes it, since it holds the memory
 * of a file that may have been changed or removed meanwhile.
 */
public interface FileBytes extends AutoCloseable {

  /** Returns the number of bytes. */
  long size();

  /**
   * A read-only view of the bytes from a position on, as many as lie together: at least one, and
   * none at or beyond the end.
   */
  ByteBuffer from(long position);

  /** Releases the bytes. Idempotent; has no effect on bytes in an array. */
  @Override
  default void close() {}

  /** Returns all bytes in one array; throws IllegalStateException if there are too many. */
  default byte[] toArray() {
    if (size() > Integer.MAX_VALUE) {
      throw new IllegalStateException(size() + " bytes");
    }
    return toArray(0, (int) size());
  }

  /** Returns the bytes from a position on in one array: so many, or those that are left. */
  default byte[] toArray(long position, int most) {
    ByteBuffer part = ByteBuffer.allocate(Math.clamp(size() - position, 0, most));
    while (part.hasRemaining()) {
      ByteBuffer next = from(position + part.position());
      part.put(next.slice(next.position(), Math.min(next.remaining(), part.remaining())));
    }
    return part.array();
  }

  /** The bytes of an array, which must not be changed any more. */
  static FileBytes of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /** The remaining bytes of a buffer, which must not be changed any more. */
  static FileBytes of(ByteBuffer bytes) {
    return new ArrayBytes(bytes.slice().asReadOnlyBuffer());
  }
}
