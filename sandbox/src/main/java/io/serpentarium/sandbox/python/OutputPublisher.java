package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.OutputEvent;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Passes an execution's output to one subscriber, at the subscriber's pace. Output without demand
 * waits in a bounded buffer; {@link #writable} shows the guest's thread when to wait itself.
 *
 * <p>Signals are serialised by rule 1.3 of Reactive Streams; they run on the thread that publishes
 * or requests.
 */
final class OutputPublisher implements Flow.Publisher<OutputEvent> {

  /** The most that may wait before the guest is held back, in characters or their equivalents. */
  static final int CAPACITY = 1 << 16;

  private final Runnable onRoom;
  private final WaitingOutput waiting = new WaitingOutput();
  private final AtomicInteger draining = new AtomicInteger();
  private long demand;
  private boolean claimed;
  private boolean ended;
  private boolean cancelled;
  private @Nullable Throwable failure;
  private Flow.@Nullable Subscriber<? super OutputEvent> subscriber;

  /**
   * Creates an empty publisher.
   *
   * @param onRoom an action to run whenever a held back guest may write again
   */
  OutputPublisher(Runnable onRoom) {
    this.onRoom = onRoom;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super OutputEvent> newSubscriber) {
    if (!claim()) {
      newSubscriber.onSubscribe(new Refused());
      newSubscriber.onError(new IllegalStateException("output has a subscriber already"));
      return;
    }
    newSubscriber.onSubscribe(new Demand());
    synchronized (this) {
      subscriber = newSubscriber;
    }
    drain();
  }

  private synchronized boolean claim() {
    boolean first = !claimed;
    claimed = true;
    return first;
  }

  /** Returns whether there is room, or no subscriber left to wait for. */
  synchronized boolean writable() {
    return cancelled || waiting.weight() < CAPACITY;
  }

  /** Adds an event, and delivers what is asked for. */
  void publish(OutputEvent event) {
    add(event);
    drain();
  }

  /** Adds an event, which {@link #drain} delivers. */
  synchronized void add(OutputEvent event) {
    if (!cancelled && !ended) {
      waiting.add(event);
    }
  }

  /** Completes once everything is delivered. */
  void end() {
    markEnded();
    drain();
  }

  /** Adds nothing any more; {@link #drain} completes once everything is delivered. */
  synchronized void markEnded() {
    ended = true;
  }

  /** Delivers what is asked for, in order, unless another thread does so already. */
  void drain() {
    if (draining.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      deliverAll();
      missed = draining.addAndGet(-missed);
    } while (missed != 0);
  }

  private void deliverAll() {
    while (true) {
      Flow.Subscriber<? super OutputEvent> target;
      OutputEvent event;
      Throwable error;
      synchronized (this) {
        target = subscriber;
        if (target == null || cancelled) {
          return;
        }
        error = failure;
        event = error == null && demand > 0 ? poll() : null;
        if (event == null && error == null && !(ended && waiting.isEmpty())) {
          return;
        }
        if (event == null) {
          cancelled = true;
        }
      }
      signal(target, event, error);
    }
  }

  private void signal(
      Flow.Subscriber<? super OutputEvent> target,
      @Nullable OutputEvent event,
      @Nullable Throwable error) {
    if (error != null) {
      target.onError(error);
    } else if (event == null) {
      target.onComplete();
    } else {
      target.onNext(event);
      onRoom.run();
    }
  }

  private @Nullable OutputEvent poll() {
    OutputEvent event = waiting.poll();
    if (event != null) {
      demand--;
    }
    return event;
  }

  private final class Demand implements Flow.Subscription {

    @Override
    public void request(long n) {
      synchronized (OutputPublisher.this) {
        if (n <= 0) {
          failure = new IllegalArgumentException("demand must be positive: " + n);
        } else {
          demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
        }
      }
      drain();
    }

    @Override
    public void cancel() {
      synchronized (OutputPublisher.this) {
        cancelled = true;
        waiting.clear();
      }
      onRoom.run();
    }
  }

  private static final class Refused implements Flow.Subscription {

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
