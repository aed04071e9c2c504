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
    ByteBuffer all = ByteBuffer.allocate((int) size());
    while (all.hasRemaining()) {
      all.put(from(all.position()));
    }
    return all.array();
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
