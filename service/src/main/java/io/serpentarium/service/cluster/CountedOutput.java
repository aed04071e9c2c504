package io.serpentarium.service.cluster;

import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers bytes in blocks of one size, each counted before it is there: once as it is kept, and
 * once more as all are sent. Writing throws as {@link HeapHolding#acquire} does.
 */
final class CountedOutput extends OutputStream {

  private static final int BLOCK_BYTES = 64 << 10;

  private final HeapHolding holding;
  private final List<byte[]> blocks = new ArrayList<>();
  private int size;

  CountedOutput(HeapHolding holding) {
    this.holding = holding;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    holding.acquire(Ledger.output(length));
    for (int done = 0; done < length; ) {
      int within = size % BLOCK_BYTES;
      int count = Math.min(length - done, BLOCK_BYTES - within);
      System.arraycopy(bytes, offset + done, block(within), within, count);
      size = Math.addExact(size, count);
      done += count;
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /** Returns all that was written. */
  byte[] toByteArray() {
    byte[] all = new byte[size];
    for (int i = 0; i < blocks.size(); i++) {
      int start = i * BLOCK_BYTES;
      System.arraycopy(blocks.get(i), 0, all, start, Math.min(BLOCK_BYTES, size - start));
    }
    return all;
  }

  private byte[] block(int within) {
    if (within == 0) {
      blocks.add(new byte[BLOCK_BYTES]);
    }
    return blocks.getLast();
  }
}
