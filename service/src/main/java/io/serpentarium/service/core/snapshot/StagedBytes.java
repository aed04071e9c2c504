package io.serpentarium.service.core.snapshot;

import io.serpentarium.sandbox.FileBytes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What has arrived of a file or a snapshot so far, in arrays of one size. One thread at a time. */
public final class StagedBytes implements FileBytes {

  private static final int CHUNK_BYTES = 64 << 10;

  private final List<byte[]> chunks = new ArrayList<>();
  private long size;

  public void append(byte[] bytes) {
    append(bytes, 0, bytes.length);
  }

  public void append(byte[] bytes, int offset, int length) {
    for (int done = 0; done < length; ) {
      int within = (int) (size % CHUNK_BYTES);
      int count = Math.min(length - done, CHUNK_BYTES - within);
      System.arraycopy(bytes, offset + done, writable(within), within, count);
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

  /** Reads all that has arrived so far. */
  public InputStream stream() {
    return new SequenceInputStream(Collections.enumeration(streams()));
  }

  private List<InputStream> streams() {
    List<InputStream> streams = new ArrayList<>();
    long left = size;
    for (byte[] chunk : chunks) {
      int length = (int) Math.min(left, CHUNK_BYTES);
      streams.add(new ByteArrayInputStream(chunk, 0, length));
      left -= length;
    }
    return streams;
  }

  private byte[] writable(int within) {
    if (within == 0) {
      chunks.add(new byte[CHUNK_BYTES]);
    }
    return chunks.getLast();
  }
}
