package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.memory.BlockBuffer;
import io.serpentarium.sandbox.memory.Blocks;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** The content of a worker's file, fetched into native memory that an account pays for. */
final class FetchedFile implements FileBytes {

  private final BlockBuffer content;
  private final long size;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Creates a file of which nothing is fetched yet.
   *
   * @param size the number of bytes that it will have
   */
  FetchedFile(Blocks blocks, long size) {
    this.content = new BlockBuffer(blocks);
    this.size = size;
  }

  long fetched() {
    return content.size();
  }

  /** Adds the next bytes. */
  void add(ByteBuffer part) {
    if (part.remaining() > size - fetched()) {
      throw new ProtocolException("a file is longer than it was");
    }
    content.append(part.array(), part.arrayOffset() + part.position(), part.remaining());
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public ByteBuffer from(long position) {
    return ByteBuffer.wrap(content.from(position)).asReadOnlyBuffer();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      content.release();
    }
  }
}
