package io.serpentarium.sandbox.remote.front;

import io.serpentarium.sandbox.remote.wire.FrameReader;
import io.serpentarium.sandbox.remote.wire.Link;
import io.serpentarium.sandbox.remote.wire.Operation;
import io.serpentarium.sandbox.remote.wire.ProtocolException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a worker sends for one subscriber, at the subscriber's pace. A worker sends no item that was
 * not asked for, and no more than {@link #WINDOW} are ever here.
 */
final class RemoteStream<T> implements Flow.Subscription {

  /** The most items that are asked for and not yet taken. */
  static final int WINDOW = 16;

  private final Link link;
  private final long id;
  private final Function<FrameReader, T> reader;
  private final Executor deliveries;
  private final Runnable onCancel;
  private final AtomicInteger draining = new AtomicInteger();
  private final Queue<T> items = new ArrayDeque<>();
  private long demand;
  private int asked;
  private boolean ended;
  private boolean over;
  private @Nullable Throwable failure;
  private @Nullable Runnable afterwards;
  private Flow.@Nullable Subscriber<? super T> subscriber;

  /**
   * Creates a stream.
   *
   * @param deliveries runs the subscriber, which may wait
   * @param onCancel an action to run when the worker need not send any more
   */
  RemoteStream(
      Link link, long id, Function<FrameReader, T> reader, Executor deliveries, Runnable onCancel) {
    this.link = link;
    this.id = id;
    this.reader = reader;
    this.deliveries = deliveries;
    this.onCancel = onCancel;
  }

  /** Takes the one subscriber. */
  void subscribe(Flow.Subscriber<? super T> newSubscriber) {
    newSubscriber.onSubscribe(this);
    synchronized (this) {
      subscriber = newSubscriber;
    }
    drain();
  }

  @Override
  public void request(long n) {
    synchronized (this) {
      if (n <= 0) {
        failure = new IllegalArgumentException("demand must be positive: " + n);
      } else {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      }
    }
    ask();
    drain();
  }

  /** Asks the worker for as many items as are wanted and fit. */
  private void ask() {
    int more;
    synchronized (this) {
      int here = asked + items.size();
      more = (int) Math.min(demand - here, WINDOW - here);
      if (over || ended || more <= 0 || (more < WINDOW / 2 && here > 0)) {
        return;
      }
      asked += more;
    }
    link.tell(Operation.DEMAND, out -> out.number(id).number((long) more));
  }

  @Override
  public void cancel() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      items.clear();
    }
    onCancel.run();
    link.tell(Operation.CANCEL, out -> out.number(id));
  }

  /** Takes an item from the worker. */
  void take(FrameReader in) {
    T item = reader.apply(in);
    synchronized (this) {
      if (--asked < 0) {
        throw new ProtocolException("an item of a stream was not asked for");
      }
      if (over) {
        return;
      }
      items.add(item);
    }
    drain();
  }

  /** Notices that the worker sends no more. */
  void end() {
    synchronized (this) {
      ended = true;
    }
    drain();
  }

  /**
   * Runs an action once nothing more can be delivered now: all of it was, or the subscriber wants
   * no more, or there is none.
   */
  void afterDelivery(Runnable action) {
    synchronized (this) {
      afterwards = action;
    }
    drain();
  }

  private void drain() {
    if (draining.getAndIncrement() == 0) {
      deliveries.execute(this::deliverAll);
    }
  }

  private void deliverAll() {
    int missed = 1;
    do {
      while (deliverOne()) {
        ask();
      }
      runAfterwards();
      missed = draining.addAndGet(-missed);
    } while (missed != 0);
  }

  private void runAfterwards() {
    Runnable action;
    synchronized (this) {
      boolean more = subscriber != null && !over && demand > 0;
      action = more ? null : afterwards;
      if (action != null) {
        afterwards = null;
      }
    }
    if (action != null) {
      action.run();
    }
  }

  /** Delivers one item, and returns whether there may be another. */
  private boolean deliverOne() {
    Flow.Subscriber<? super T> target;
    T item;
    Throwable error;
    synchronized (this) {
      target = subscriber;
      if (target == null || over) {
        return false;
      }
      error = failure;
      item = error == null && demand > 0 ? items.poll() : null;
      if (item == null && error == null && !(ended && items.isEmpty())) {
        return false;
      }
      if (item == null) {
        over = true;
      } else {
        demand--;
      }
    }
    if (item != null) {
      target.onNext(item);
      return true;
    }
    if (error == null) {
      target.onComplete();
    } else {
      target.onError(error);
    }
    return false;
  }
}
