package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Link.Answer;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Bytes that a worker pulls from the front, one part at a time. */
final class Source implements WorkerProcess.Transfer {

  private final Reading reading;
  private final Executor executor;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile @Nullable Exception failure;

  /** Reads the bytes from a position on; none at the end. */
  @FunctionalInterface
  private interface Reading {
    byte[] from(long position) throws IOException;
  }

  private Source(Reading reading, Executor executor) {
    this.reading = reading;
    this.executor = executor;
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
  public void next(FrameReader in, Answer answer) {
    long position = in.size();
    if (!busy.compareAndSet(false, true)) {
      throw new ProtocolException("two parts are pulled at a time");
    }
    executor.execute(() -> give(position, answer));
  }

  private void give(long position, Answer answer) {
    byte[] part;
    try {
      part = reading.from(position);
    } catch (IOException | RuntimeException e) {
      failure = e;
      busy.set(false);
      answer.refuse(new IllegalStateException("its source failed"));
      return;
    }
    busy.set(false);
    answer.give(out -> out.bytes(part));
  }

  /** Throws what the source failed with, if it did. */
  void requireWhole() throws IOException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Exception e -> throw new IllegalStateException(e);
    }
  }
}
