package io.serpentarium.service.session;

import io.serpentarium.sandbox.FileBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What has arrived of a file so far, in arrays of one size. One thread at a time. */
final class StagedFile implements FileBytes {

  private static final int CHUNK_BYTES = 64 << 10;

  private final List<byte[]> chunks = new ArrayList<>();
  private long size;

  void append(byte[] bytes) {
    for (int done = 0; done < bytes.length; ) {
      int within = (int) (size % CHUNK_BYTES);
      int count = Math.min(bytes.length - done, CHUNK_BYTES - within);
      System.arraycopy(bytes, done, writable(within), within, count);
      done += count;
      size += count;
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public ByteBuffer from(long position) {
    if (position >= size) {
      return ByteBuffer.allocate(0);
    }
    int within = (int) (position % CHUNK_BYTES);
    int left = (int) Math.min(size - position, CHUNK_BYTES - within);
    byte[] chunk = chunks.get((int) (position / CHUNK_BYTES));
    return ByteBuffer.wrap(chunk).asReadOnlyBuffer().slice(within, left);
  }

  private byte[] writable(int within) {
    if (within == 0) {
      chunks.add(new byte[CHUNK_BYTES]);
    }
    return chunks.getLast();
  }
}
