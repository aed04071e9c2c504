package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.memory.NativeBlock;
import io.serpentarium.sandbox.memory.NativeHeap;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The content of a worker's file, fetched into native memory that an account pays for. */
final class FetchedFile implements FileBytes {

  private static final int BLOCK_BYTES = NativeHeap.MOST_BYTES;

  private final Blocks blocks;
  private final long size;
  private final List<NativeBlock> content = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private long fetched;

  /**
   * Creates a file of which nothing is fetched yet.
   *
   * @param size the number of bytes that it will have
   */
  FetchedFile(Blocks blocks, long size) {
    this.blocks = blocks;
    this.size = size;
  }

  long fetched() {
    return fetched;
  }

  /** Adds the next bytes. */
  void add(ByteBuffer part) {
    if (part.remaining() > size - fetched) {
      throw new ProtocolException("a file is longer than it was");
    }
    while (part.hasRemaining()) {
      int within = (int) (fetched % BLOCK_BYTES);
      if (within == 0) {
        content.add(blocks.zeroed(BLOCK_BYTES));
      }
      byte[] step = new byte[Math.min(part.remaining(), BLOCK_BYTES - within)];
      part.get(step);
      content.getLast().write(within, step, 0, step.length);
      fetched += step.length;
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
    int within = (int) (position % BLOCK_BYTES);
    byte[] part = new byte[(int) Math.min(BLOCK_BYTES - within, size - position)];
    content.get((int) (position / BLOCK_BYTES)).read(within, part, 0, part.length);
    return ByteBuffer.wrap(part).asReadOnlyBuffer();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      content.forEach(NativeBlock::release);
    }
  }
}
