package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;

/** Bytes that a worker pulls from the front, one part at a time. */
final class Source extends Transfer {

  private final Reading reading;

  /** Reads the bytes from a position on; none at the end. */
  @FunctionalInterface
  private interface Reading {
    byte[] from(long position) throws IOException;
  }

  private Source(Reading reading, Executor executor) {
    super("pulled", "source", executor);
    this.reading = reading;
  }

  /** The bytes of a file. */
  static Source of(FileBytes content, Executor executor) {
    return new Source(position -> content.toArray(position, Link.PART_BYTES), executor);
  }

  /** The bytes of a stream, which are pulled in their order. */
  static Source of(InputStream in, Executor executor) {
    return new Source(position -> in.readNBytes(Link.PART_BYTES), executor);
  }

  @Override
  Part read(FrameReader in) {
    long position = in.size();
    return () -> {
      byte[] part = reading.from(position);
      return out -> out.bytes(part);
    };
  }
}
