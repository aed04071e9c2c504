package io.serpentarium.sandbox.remote.worker;

import io.serpentarium.sandbox.remote.wire.FrameWriter;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Operation;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Sends what a publisher has to the front, as the front asks for it. */
final class StreamSender<T> implements Flow.Subscriber<T> {

  private final Link link;
  private final long id;
  private final BiConsumer<FrameWriter, T> writer;
  private final Runnable onEnd;
  private Flow.@Nullable Subscription subscription;

  /**
   * Creates a sender.
   *
   * @param id the number by which the front knows the stream
   * @param onEnd an action to run when nothing more comes
   */
  StreamSender(Link link, long id, BiConsumer<FrameWriter, T> writer, Runnable onEnd) {
    this.link = link;
    this.id = id;
    this.writer = writer;
    this.onEnd = onEnd;
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
  }

  /** Asks for more, upon the front's demand. */
  void request(long count) {
    Flow.Subscription now = current();
    if (now != null) {
      now.request(count);
    }
  }

  void cancel() {
    Flow.Subscription now = current();
    if (now != null) {
      now.cancel();
    }
    onEnd.run();
  }

  private synchronized Flow.@Nullable Subscription current() {
    return subscription;
  }

  @Override
  public void onNext(T item) {
    link.tellNow(
        Operation.STREAM_ITEM,
        out -> {
          out.number(id);
          writer.accept(out, item);
        });
  }

  @Override
  public void onError(Throwable failure) {
    onComplete();
  }

  @Override
  public void onComplete() {
    onEnd.run();
    link.tellNow(Operation.STREAM_END, out -> out.number(id));
  }
}
