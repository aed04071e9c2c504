package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Operation;
import java.io.OutputStream;
import java.util.Objects;

/** A stream to the front, which takes one part after the other. */
final class PushedStream extends OutputStream {

  private final Worker worker;
  private final long sink;
  private final byte[] part = new byte[Link.PART_BYTES];
  private int filled;

  PushedStream(Worker worker, long sink) {
    this.worker = worker;
    this.sink = sink;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    for (int done = 0; done < length; ) {
      int count = Math.min(length - done, part.length - filled);
      System.arraycopy(source, offset + done, part, filled, count);
      filled += count;
      done += count;
      if (filled == part.length) {
        flush();
      }
    }
  }

  @Override
  public void flush() {
    if (filled > 0) {
      FrameReader _ =
          worker.answerOf(Operation.PUSH, out -> out.number(sink).bytes(part, 0, filled));
      filled = 0;
    }
  }
}
