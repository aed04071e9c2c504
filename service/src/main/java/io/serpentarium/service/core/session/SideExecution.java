package io.serpentarium.service.core.session;

import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.execution.EventLog;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.execution.Workers;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An execution beside a session's own. It has one follower at a time; while it has none, what it
 * writes is dropped. Thread-safe.
 */
public final class SideExecution {

  private final RunningExecution running;
  private final EventLog log;
  private final HeapHolding holding;
  private final Workers workers;

  // Under this object's monitor.
  private long followers;
  private long delivered;

  SideExecution(RunningExecution running, EventLog log, HeapHolding holding, Workers workers) {
    this.running = running;
    this.log = log;
    this.holding = holding;
    this.workers = workers;
  }

  /**
   * Follows the events that nobody was given yet, to the end; the stream of an earlier follower
   * ends. Cancelling lets the program run on.
   */
  public Flux<ExecutionEvent> events() {
    return Flux.defer(
        () -> {
          long follower = begin();
          return from(after()).doOnCancel(() -> drop(follower));
        });
  }

  private synchronized long begin() {
    return ++followers;
  }

  private synchronized long after() {
    return delivered;
  }

  private Flux<ExecutionEvent> from(long number) {
    return log.after(number).doOnNext(this::noteDelivered).map(EventLog.Entry::event);
  }

  private void noteDelivered(EventLog.Entry entry) {
    synchronized (this) {
      delivered = Math.max(delivered, entry.number());
    }
    if (entry.event() instanceof ExecutionEvent.End) {
      holding.close();
    }
  }

  /** Reads on in place of a follower that has left, unless another one came after it. */
  private void drop(long follower) {
    long number;
    synchronized (this) {
      if (follower != followers) {
        return;
      }
      number = delivered;
    }
    var _ = from(number).then().toFuture();
  }

  /** Completes when the execution has ended, however it did; cancelling changes nothing. */
  public Mono<Void> ended() {
    return Mono.fromFuture(() -> running.result().toFuture(), true).then().onErrorComplete();
  }

  /** Appends to stdin. Fails as {@link SessionExecutionService#writeStdin} does. */
  public Mono<Void> writeStdin(byte[] data) {
    return feed(execution -> execution.writeStdin(data));
  }

  /** Ends stdin. Fails as {@link SessionExecutionService#endStdin} does. */
  public Mono<Void> endStdin() {
    return feed(RunningExecution::endStdin);
  }

  private Mono<Void> feed(Function<RunningExecution, StdinOutcome> input) {
    return workers.run(() -> CurrentExecution.requireAccepted(input.apply(running)));
  }

  /** Ctrl-C. */
  public Mono<Void> interrupt() {
    return workers.run(running::interrupt);
  }

  /** Interrupts it because nobody will know of it. */
  void interruptUnheard() {
    drop(begin());
    running.interruptUnheard();
  }
}
