package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.OutputEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** Takes all output of an execution and interrupts it once, behind the first. */
final class ReadyInterrupt implements Flow.Subscriber<OutputEvent> {

  private final Execution execution;
  private final AtomicLong interruptedAt = new AtomicLong();

  ReadyInterrupt(Execution execution) {
    this.execution = execution;
  }

  /** Time since the interrupt, if there was one. */
  Optional<Duration> elapsed() {
    long since = interruptedAt.get();
    return since == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(System.nanoTime() - since));
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(OutputEvent event) {
    if (interruptedAt.compareAndSet(0, System.nanoTime())) {
      execution.interrupt();
    }
  }

  @Override
  public void onError(Throwable throwable) {
    throw new AssertionError(throwable);
  }

  @Override
  public void onComplete() {}
}
