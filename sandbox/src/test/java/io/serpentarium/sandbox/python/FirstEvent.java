package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.OutputEvent;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;

/** Takes all output as it comes, and tells of the first. */
record FirstEvent(CountDownLatch latch) implements Flow.Subscriber<OutputEvent> {

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(OutputEvent event) {
    latch.countDown();
  }

  @Override
  public void onError(Throwable throwable) {
    throw new AssertionError(throwable);
  }

  @Override
  public void onComplete() {}
}
