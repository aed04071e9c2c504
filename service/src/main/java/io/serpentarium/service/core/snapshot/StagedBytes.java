package io.serpentarium.service.core.snapshot;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The bytes of a file or a snapshot received so far, in arrays of one size. Not thread-safe. */
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

  /**
   * Returns a stream that appends bytes, once they are acquired; its close has no effect. A write
   * throws as {@link HeapHolding#acquire} does.
   *
   * @param most the most bytes that there may be, beyond which a write throws {@link
   *     ServiceFailure} with {@link FailureCode#SNAPSHOT_TOO_LARGE}
   */
  public OutputStream appender(HeapHolding holding, int most) {
    return new Appender(holding, most);
  }

  private final class Appender extends OutputStream {

    private final HeapHolding holding;
    private final int most;

    Appender(HeapHolding holding, int most) {
      this.holding = holding;
      this.most = most;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (length > most - size) {
        throw new ServiceFailure(
            FailureCode.SNAPSHOT_TOO_LARGE, "The maximum is %d bytes.".formatted(most));
      }
      holding.acquire(length);
      append(bytes, offset, length);
    }
  }

  private byte[] writable(int within) {
    if (within == 0) {
      chunks.add(new byte[CHUNK_BYTES]);
    }
    return chunks.getLast();
  }
}
