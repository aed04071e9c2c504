package io.serpentarium.sandbox;

import java.nio.ByteBuffer;

/**
 * The bytes of one array or buffer.
 *
 * @param all the bytes, which are never moved or changed
 */
record ArrayBytes(ByteBuffer all) implements FileBytes {

  @Override
  public long size() {
    return all.limit();
  }

  @Override
  public ByteBuffer from(long position) {
    int start = (int) Math.min(position, all.limit());
    return all.slice(start, all.limit() - start);
  }
}
