package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.OutputEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.awaitility.Awaitility;

/** Keeps all that a streaming execution tells. */
final class EventLog implements Flow.Subscriber<OutputEvent> {

  private final List<OutputEvent> events = new CopyOnWriteArrayList<>();
  private volatile boolean complete;

  private EventLog() {}

  static EventLog of(Execution execution) {
    EventLog log = new EventLog();
    execution.output().subscribe(log);
    return log;
  }

  /** Waits until there was an event of that type. */
  void await(Class<? extends OutputEvent> type) {
    Awaitility.await().until(() -> events.stream().anyMatch(type::isInstance));
  }

  /** Waits for the end, and returns all that has come. */
  List<OutputEvent> events() {
    Awaitility.await().until(() -> complete);
    return List.copyOf(events);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(OutputEvent event) {
    events.add(event);
  }

  @Override
  public void onError(Throwable throwable) {
    throw new AssertionError(throwable);
  }

  @Override
  public void onComplete() {
    complete = true;
  }
}
