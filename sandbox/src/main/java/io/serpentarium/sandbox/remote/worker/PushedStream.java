package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.remote.wire.Failures;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Operation;
import java.io.OutputStream;
import java.util.Objects;

/** A stream to the front, which takes one part after the other. */
final class PushedStream extends OutputStream {

  private static final int ANSWER_BYTES = 1 << 10;

  private final Link link;
  private final long sink;
  private final byte[] part = new byte[Link.PART_BYTES];
  private int filled;

  PushedStream(Link link, long sink) {
    this.link = link;
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
          link.await(
              link.ask(
                  Operation.PUSH,
                  ANSWER_BYTES,
                  Failures::readAny,
                  out -> out.number(sink).bytes(part, 0, filled)),
              Worker.PATIENCE_SECONDS);
      filled = 0;
    }
  }
}
