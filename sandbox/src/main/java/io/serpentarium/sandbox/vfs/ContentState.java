package io.serpentarium.sandbox.vfs;

import io.serpentarium.sandbox.FileBytes;
import java.nio.ByteBuffer;

/**
 * The content of a file as it was at one moment. Immutable, and so are its arrays from now on: live
 * files and other states share them.
 */
final class ContentState implements FileBytes {

  private static final ByteBuffer ZEROS =
      ByteBuffer.allocate(FileContent.CHUNK_BYTES).asReadOnlyBuffer();

  private final byte[][] chunks;
  private final long length;

  /**
   * A state.
   *
   * @param chunks kept; nobody may change it or the arrays in it any more
   */
  ContentState(byte[][] chunks, long length) {
    this.chunks = chunks;
    this.length = length;
  }

  /** The arrays, as of {@link FileContent}; not to be changed. */
  byte[][] chunks() {
    return chunks;
  }

  /** Bytes, holes included. */
  @Override
  public long size() {
    return length;
  }

  @Override
  public ByteBuffer from(long position) {
    if (position >= length) {
      return ZEROS.slice(0, 0);
    }
    int within = (int) (position % FileContent.CHUNK_BYTES);
    int left = (int) Math.min(length - position, FileContent.CHUNK_BYTES - within);
    byte[] chunk = chunk((int) (position / FileContent.CHUNK_BYTES));
    return within < chunk.length
        ? ByteBuffer.wrap(chunk)
            .asReadOnlyBuffer()
            .slice(within, Math.min(left, chunk.length - within))
        : ZEROS.slice(0, left);
  }

  private byte[] chunk(int index) {
    return index < chunks.length ? chunks[index] : FileContent.HOLE;
  }
}
