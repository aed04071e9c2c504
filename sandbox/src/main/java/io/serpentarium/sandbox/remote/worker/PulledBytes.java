package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.remote.wire.Operation;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Bytes that lie with the front, of which one part at a time is here.
 *
 * @param size the number of bytes, or -1 if only the end tells
 */
record PulledBytes(Worker worker, long source, long size) implements FileBytes {

  @Override
  public ByteBuffer from(long position) {
    return worker.answerOf(Operation.PULL, out -> out.number(source).number(position)).bytes();
  }

  /** Returns a stream of all of them. */
  InputStream stream() {
    return new Stream();
  }

  private final class Stream extends InputStream {

    private long position;
    private boolean ended;
    private ByteBuffer part = ByteBuffer.allocate(0);

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (length == 0) {
        return 0;
      }
      if (!part.hasRemaining() && !ended) {
        part = from(position);
        position += part.remaining();
        ended = !part.hasRemaining();
      }
      if (ended) {
        return -1;
      }
      int count = Math.min(length, part.remaining());
      part.get(target, offset, count);
      return count;
    }
  }
}
