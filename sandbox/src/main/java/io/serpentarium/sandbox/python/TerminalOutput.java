package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.wasi.StandardStreams.Output;
import java.util.concurrent.Flow;

/**
 * The output of a terminal: the end of it is remembered, and all of it published to the latest
 * subscriber. Thread-safe.
 */
final class TerminalOutput implements GuestOutput, Flow.Publisher<String> {

  private final Runnable onRoom;
  private final Utf8Decoder decoder = new Utf8Decoder();
  private final Transcript transcript = new Transcript();
  private volatile OutputPublisher listener;
  private boolean ended;
  private long left;

  /**
   * Creates an empty output without a subscriber.
   *
   * @param onRoom an action to run whenever a held back guest may write again
   */
  TerminalOutput(Runnable onRoom) {
    this.onRoom = onRoom;
    this.listener = nobody();
  }

  private OutputPublisher nobody() {
    OutputPublisher publisher = new OutputPublisher(onRoom);
    publisher.subscribe(new Deaf());
    return publisher;
  }

  @Override
  public synchronized void subscribe(Flow.Subscriber<? super String> subscriber) {
    listener.end();
    listener = new OutputPublisher(onRoom);
    listener.publish(new OutputEvent.Stdout(transcript.text()));
    if (ended) {
      listener.end();
    }
    listener.subscribe(new TextSubscriber(subscriber));
    onRoom.run();
  }

  /** Allows the guest to write a number of bytes from now on. */
  synchronized void allow(long bytes) {
    left = bytes;
  }

  @Override
  public boolean isTerminal() {
    return true;
  }

  @Override
  public synchronized boolean write(Output stream, byte[] source, int offset, int length) {
    int kept = (int) Math.min(length, left);
    left -= kept;
    show(decoder.append(source, offset, kept));
    return kept == length;
  }

  /** Shows a text of the host's. */
  synchronized void show(String text) {
    if (!text.isEmpty()) {
      transcript.append(text);
      listener.publish(new OutputEvent.Stdout(text));
    }
  }

  /** Completes once everything is delivered. */
  synchronized void end() {
    ended = true;
    listener.end();
  }

  @Override
  public boolean writable() {
    return listener.writable();
  }

  @Override
  public void requestInput() {}

  @Override
  public void inputTaken() {}

  /** Passes a terminal's text on. */
  private record TextSubscriber(Flow.Subscriber<? super String> target)
      implements Flow.Subscriber<OutputEvent> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      target.onSubscribe(subscription);
    }

    @Override
    public void onNext(OutputEvent event) {
      if (event instanceof OutputEvent.Stdout(String text)) {
        target.onNext(text);
      }
    }

    @Override
    public void onError(Throwable failure) {
      target.onError(failure);
    }

    @Override
    public void onComplete() {
      target.onComplete();
    }
  }

  /** The subscriber while there is no other. */
  private static final class Deaf implements Flow.Subscriber<OutputEvent> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.cancel();
    }

    @Override
    public void onNext(OutputEvent event) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }
}
