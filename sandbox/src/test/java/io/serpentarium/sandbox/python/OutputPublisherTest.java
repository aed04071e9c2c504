package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.OutputEvent.InputRequest;
import io.serpentarium.sandbox.OutputEvent.Stderr;
import io.serpentarium.sandbox.OutputEvent.Stdout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class OutputPublisherTest {

  private final AtomicInteger room = new AtomicInteger();
  private final OutputPublisher publisher = new OutputPublisher(room::incrementAndGet);
  private final Recorder recorder = new Recorder();

  @Test
  void deliversInOrderAsDemandComes() {
    publisher.subscribe(recorder);
    publisher.publish(new Stdout("a"));
    publisher.publish(new Stderr("b"));
    publisher.publish(new InputRequest("c"));
    assertThat(recorder.events).isEmpty();
    recorder.request(2);
    assertThat(recorder.events).containsExactly(new Stdout("a"), new Stderr("b"));
    recorder.request(1);
    assertThat(recorder.events).last().isEqualTo(new InputRequest("c"));
  }

  @Test
  void joinsWhatWaitsOnOneStream() {
    publisher.subscribe(recorder);
    publisher.publish(new Stdout("a"));
    publisher.publish(new Stdout("b"));
    recorder.request(10);
    assertThat(recorder.events).containsExactly(new Stdout("ab"));
  }

  @Test
  void whatCameBeforeTheSubscriberIsDelivered() {
    publisher.publish(new Stdout("early"));
    publisher.end();
    publisher.subscribe(recorder);
    assertThat(recorder.completed).isFalse();
    recorder.request(1);
    assertThat(recorder.events).containsExactly(new Stdout("early"));
    assertThat(recorder.completed).isTrue();
  }

  @Test
  void completesWithoutDemandWhenNothingWaits() {
    publisher.subscribe(recorder);
    publisher.end();
    assertThat(recorder.completed).isTrue();
  }

  @Test
  void isWritableBelowItsCapacityOnly() {
    publisher.subscribe(recorder);
    publisher.publish(new Stdout("x".repeat(OutputPublisher.CAPACITY - WaitingOutput.PIECE)));
    assertThat(publisher.writable()).isTrue();
    publisher.publish(new Stdout("x".repeat(WaitingOutput.PIECE)));
    assertThat(publisher.writable()).isFalse();
    recorder.request(1);
    assertThat(publisher.writable()).isTrue();
    assertThat(room).hasPositiveValue();
  }

  @Test
  void cancelledSubscriptionHoldsNothingBack() {
    publisher.subscribe(recorder);
    publisher.publish(new Stdout("x".repeat(OutputPublisher.CAPACITY)));
    recorder.cancel();
    assertThat(publisher.writable()).isTrue();
    assertThat(room).hasPositiveValue();
    publisher.publish(new Stdout("y"));
    recorder.request(5);
    assertThat(recorder.events).isEmpty();
    assertThat(recorder.completed).isFalse();
  }

  @Test
  void secondSubscriberIsRefused() {
    publisher.subscribe(recorder);
    Recorder second = new Recorder();
    publisher.subscribe(second);
    assertThat(second.failure).isInstanceOf(IllegalStateException.class);
    assertThat(recorder.failure).isNull();
  }

  @Test
  void demandThatIsNotPositiveIsAnError() {
    publisher.subscribe(recorder);
    recorder.request(0);
    assertThat(recorder.failure).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void demandFromInsideOnNextIsHonoured() {
    Recorder greedy = new Recorder();
    greedy.again = true;
    publisher.subscribe(greedy);
    greedy.request(1);
    for (int i = 0; i < 100_000; i++) {
      publisher.publish(new InputRequest("p"));
    }
    publisher.end();
    assertThat(greedy.events).hasSize(100_000);
    assertThat(greedy.completed).isTrue();
  }

  @Test
  void nothingIsLostBetweenAPublishingAndARequestingThread() throws InterruptedException {
    publisher.subscribe(recorder);
    int count = 200_000;
    Thread requesting =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < count; i++) {
                    recorder.request(1);
                  }
                });
    for (int i = 0; i < count; i++) {
      publisher.publish(new InputRequest("p"));
    }
    publisher.end();
    requesting.join();
    assertThat(recorder.events).hasSize(count);
    assertThat(recorder.overlapped).isFalse();
    assertThat(recorder.completed).isTrue();
  }

  private static final class Recorder implements Flow.Subscriber<OutputEvent> {

    private final List<OutputEvent> events = new ArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private boolean completed;
    private boolean overlapped;
    private boolean again;

    void request(long n) {
      subscription().request(n);
    }

    void cancel() {
      subscription().cancel();
    }

    private Flow.Subscription subscription() {
      return subscription == null ? fail("not subscribed") : subscription;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(OutputEvent event) {
      overlapped |= inside.getAndIncrement() != 0;
      events.add(event);
      if (again) {
        request(1);
      }
      inside.decrementAndGet();
    }

    @Override
    public void onError(Throwable throwable) {
      failure = throwable;
    }

    @Override
    public void onComplete() {
      completed = true;
    }
  }
}
