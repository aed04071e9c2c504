package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.LinkClosedException;
import io.serpentarium.sandbox.remote.wire.Operation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An execution in a worker. Its calls wait for the worker's answer, which takes microseconds. */
final class RemoteExecution implements Execution {

  private final WorkerProcess worker;
  private final long id;
  private final @Nullable RemoteStream<OutputEvent> stream;
  private final AtomicBoolean subscribed = new AtomicBoolean();
  private final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();

  /**
   * Creates an execution.
   *
   * @param id the number by which the worker knows it
   * @param stream its output, or null if that is not streamed
   */
  RemoteExecution(WorkerProcess worker, long id, @Nullable RemoteStream<OutputEvent> stream) {
    this.worker = worker;
    this.id = id;
    this.stream = stream;
  }

  /** Publishes the result. */
  void complete(ExecutionResult value) {
    result.complete(value);
  }

  /** Publishes that nothing has run. */
  void refuse(Throwable reason) {
    result.completeExceptionally(reason);
  }

  @Override
  public Flow.Publisher<OutputEvent> output() {
    RemoteStream<OutputEvent> output = stream;
    if (output == null) {
      throw new IllegalStateException("the request was not streaming");
    }
    return subscriber -> {
      if (subscribed.compareAndSet(false, true)) {
        output.subscribe(subscriber);
      } else {
        subscriber.onSubscribe(new Refused());
        subscriber.onError(new IllegalStateException("output has a subscriber already"));
      }
    };
  }

  @Override
  public CompletionStage<ExecutionResult> result() {
    return result.minimalCompletionStage();
  }

  @Override
  public StdinOutcome writeStdin(byte[] data) {
    return call(
        Operation.WRITE_STDIN,
        out -> out.bytes(data),
        in -> in.constant(StdinOutcome.class),
        StdinOutcome.CLOSED);
  }

  @Override
  public StdinOutcome endStdin() {
    return call(
        Operation.END_STDIN, out -> {}, in -> in.constant(StdinOutcome.class), StdinOutcome.CLOSED);
  }

  @Override
  public boolean interrupt() {
    return call(Operation.INTERRUPT, out -> {}, FrameReader::flag, false);
  }

  private <T> T call(
      Operation operation,
      Consumer<FrameWriter> content,
      Function<FrameReader, T> reader,
      T afterwards) {
    if (result.isDone()) {
      return afterwards;
    }
    try {
      return worker.call(
          operation, Link.USUAL_ANSWER_BYTES, out -> content.accept(out.number(id)), reader);
    } catch (LinkClosedException e) {
      return afterwards;
    }
  }

  private static final class Refused implements Flow.Subscription {

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
