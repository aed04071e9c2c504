package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link.Answer;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stream of bytes between the front and a worker, which asks for one part at a time. */
abstract class Transfer {

  private final String done;
  private final String end;
  private final Executor executor;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile @Nullable Exception failure;

  /**
   * Creates one of which nothing is transferred yet.
   *
   * @param done what is done with parts, as failures name it
   * @param end the front's end, as failures name it
   * @param executor runs what may wait
   */
  Transfer(String done, String end, Executor executor) {
    this.done = done;
    this.end = end;
    this.executor = executor;
  }

  /** The transfer of one part. */
  @FunctionalInterface
  interface Part {

    /** Transfers it, which may wait, and returns what the worker is answered. */
    Consumer<FrameWriter> transfer() throws IOException;
  }

  /** Reads which part is next. Called by one thread, and never while another is transferred. */
  abstract Part read(FrameReader in);

  /** Takes part in it; the worker waits for the answer. */
  final void next(FrameReader in, Answer answer) {
    if (!busy.compareAndSet(false, true)) {
      throw new ProtocolException("two parts are %s at a time".formatted(done));
    }
    Part part = read(in);
    executor.execute(() -> transfer(part, answer));
  }

  private void transfer(Part part, Answer answer) {
    Consumer<FrameWriter> content;
    try {
      content = part.transfer();
    } catch (IOException | RuntimeException e) {
      failure = e;
      busy.set(false);
      answer.refuse(new IllegalStateException("its %s failed".formatted(end)));
      return;
    }
    busy.set(false);
    answer.give(content);
  }

  /** Throws what the front's end failed with, if it did. */
  final void requireWhole() throws IOException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Exception e -> throw new IllegalStateException(e);
    }
  }
}
