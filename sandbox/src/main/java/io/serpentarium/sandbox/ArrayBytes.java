package io.serpentarium.sandbox;

import java.nio.ByteBuffer;

/**
 * Bytes that all lie together.
 *
 * @param all never moved or changed
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
