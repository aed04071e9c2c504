package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.wasi.StandardStreams.Output;
import java.util.concurrent.Flow;

/**
 * The output of a terminal: the end of it is remembered, and all of it published to the latest
 * subscriber, which is called without a lock. Thread-safe.
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
  public void subscribe(Flow.Subscriber<? super String> subscriber) {
    OutputPublisher next = new OutputPublisher(onRoom);
    OutputPublisher former = replace(next);
    former.drain();
    next.subscribe(new TextSubscriber(subscriber));
    onRoom.run();
  }

  /** Sets the publisher of what comes from now on, and ends that of before. */
  private synchronized OutputPublisher replace(OutputPublisher next) {
    OutputPublisher former = listener;
    former.markEnded();
    listener = next;
    next.add(new OutputEvent.Stdout(transcript.text()));
    if (ended) {
      next.markEnded();
    }
    return former;
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
  public boolean write(Output stream, byte[] source, int offset, int length) {
    OutputPublisher told;
    int kept;
    synchronized (this) {
      kept = (int) Math.min(length, left);
      left -= kept;
      told = add(decoder.append(source, offset, kept));
    }
    told.drain();
    return kept == length;
  }

  /** Shows a text of the host's. */
  void show(String text) {
    add(text).drain();
  }

  /** Adds a text, and returns the publisher that is to deliver it, without the monitor. */
  private synchronized OutputPublisher add(String text) {
    if (!text.isEmpty()) {
      transcript.append(text);
      listener.add(new OutputEvent.Stdout(text));
    }
    return listener;
  }

  /** Completes once everything is delivered. */
  void end() {
    markEnded().drain();
  }

  private synchronized OutputPublisher markEnded() {
    ended = true;
    listener.markEnded();
    return listener;
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
