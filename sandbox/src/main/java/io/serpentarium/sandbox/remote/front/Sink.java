package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link.Answer;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A stream that a worker pushes to, one part at a time and up to a number of bytes. */
final class Sink implements WorkerProcess.Transfer {

  private final OutputStream target;
  private final Executor executor;
  private final AtomicBoolean busy = new AtomicBoolean();
  private long left;
  private volatile @Nullable Exception failure;

  /**
   * Creates a sink.
   *
   * @param mostBytes the most bytes that the worker may push
   */
  Sink(OutputStream target, long mostBytes, Executor executor) {
    this.target = target;
    this.left = mostBytes;
    this.executor = executor;
  }

  @Override
  public void next(FrameReader in, Answer answer) {
    ByteBuffer part = in.bytes();
    if (!busy.compareAndSet(false, true)) {
      throw new ProtocolException("two parts are pushed at a time");
    }
    left -= part.remaining();
    if (left < 0) {
      throw new ProtocolException("more is pushed than there can be");
    }
    executor.execute(() -> take(part, answer));
  }

  private void take(ByteBuffer part, Answer answer) {
    try {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      target.write(bytes);
    } catch (IOException | RuntimeException e) {
      failure = e;
      busy.set(false);
      answer.refuse(new IllegalStateException("its target failed"));
      return;
    }
    busy.set(false);
    answer.give(out -> {});
  }

  /** Throws what the target failed with, if it did. */
  void requireWhole() throws IOException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Exception e -> throw new IllegalStateException(e);
    }
  }
}
