package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** A stream that a worker pushes to, one part at a time and up to a number of bytes. */
final class Sink extends Transfer {

  private final OutputStream target;
  private long left;

  /**
   * Creates a sink.
   *
   * @param mostBytes the most bytes that the worker may push
   */
  Sink(OutputStream target, long mostBytes, Executor executor) {
    super("pushed", "target", executor);
    this.target = target;
    this.left = mostBytes;
  }

  @Override
  Part read(FrameReader in) {
    ByteBuffer part = in.bytes();
    left -= part.remaining();
    if (left < 0) {
      throw new ProtocolException("more is pushed than there can be");
    }
    return () -> {
      target.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
      return out -> {};
    };
  }
}
