package io.serpentarium.service.edge.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.Buckets;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.RequestRate;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FrameIntakeTest {

  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Tenant ALICE =
      new Tenant("alice", 1, false, Optional.empty(), new TenantQuotas(9, 9, 9, 4, 9, 9));

  /** Refuses so many requests, each for a quarter of a second. */
  private final AtomicInteger refusals = new AtomicInteger();

  private final AtomicInteger onWorkers = new AtomicInteger();
  private final Ledger ledger = Ledger.of(new Sharing(true), 1 << 20, 1);
  private final HeapHolding holding = ledger.open(ALICE);
  private final FrameIntake intake =
      new FrameIntake(
          ledger, new RequestRate(new Refusing()), new Workers(this::count, this::count));

  private void count(String owner, Runnable task) {
    onWorkers.incrementAndGet();
    task.run();
  }

  private final class Refusing implements Buckets {

    @Override
    public Mono<Allowance> take(Bucket bucket) {
      return Mono.fromSupplier(
          () ->
              new Allowance(
                  bucket.quota(),
                  bucket.capacity(),
                  bucket.window(),
                  0,
                  refusals.getAndDecrement() > 0 ? PAUSE : Duration.ZERO));
    }

    @Override
    public Mono<Allowance> look(Bucket bucket) {
      return take(bucket);
    }

    @Override
    public void charge(Bucket bucket, long tokens) {}
  }

  private static WebSocketMessage frame(String text) {
    return new WebSocketMessage(
        WebSocketMessage.Type.TEXT,
        DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(UTF_8)));
  }

  private <T> Mono<T> asAlice(Mono<T> work) {
    return CurrentTenant.in(
        new Grant(ALICE, new Grant.Source.LocalMode(), () -> Optional.of(ALICE)), work);
  }

  @Test
  void readsAFrameBeyondTheRateWhenThereIsRoomAgain() {
    refusals.set(3);
    StepVerifier.withVirtualTime(() -> asAlice(intake.read(frame("ä"), holding, String::length)))
        .expectSubscription()
        .expectNoEvent(PAUSE.multipliedBy(3).minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .expectNext(1)
        .verifyComplete();
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void givesItsRoomBackWhereTheClientLeavesMeanwhile() {
    refusals.set(Integer.MAX_VALUE);
    StepVerifier.withVirtualTime(() -> asAlice(intake.read(frame("x"), holding, text -> text)))
        .thenAwait(Duration.ofSeconds(10))
        .then(() -> assertThat(ledger.held(Space.HEAP)).isPositive())
        .thenCancel()
        .verify();
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void givesItsRoomBackWhereTheReaderFails() {
    StepVerifier.create(
            asAlice(
                intake.read(
                    frame("x"),
                    holding,
                    text -> {
                      throw new IllegalArgumentException("no frame");
                    })))
        .verifyErrorMessage("no frame");
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void refusesAFrameThatTheHeapHasNoRoomFor() {
    StepVerifier.create(asAlice(intake.read(frame("x".repeat(1 << 20)), holding, text -> text)))
        .verifyError(SandboxSaturatedException.class);
    assertThat(ledger.held(Space.HEAP)).isZero();
  }

  @Test
  void readsLargeFramesOnWorkers() {
    StepVerifier.create(asAlice(intake.read(frame("x".repeat(4 << 10)), holding, String::length)))
        .expectNext(4 << 10)
        .verifyComplete();
    assertThat(onWorkers).hasValue(0);
    StepVerifier.create(
            asAlice(intake.read(frame("x".repeat((4 << 10) + 1)), holding, String::length)))
        .expectNext((4 << 10) + 1)
        .verifyComplete();
    StepVerifier.create(
            asAlice(
                intake.readBytes(frame("x".repeat((4 << 10) + 1)), holding, bytes -> bytes.length)))
        .expectNext((4 << 10) + 1)
        .verifyComplete();
    assertThat(onWorkers).hasValue(2);
  }
}
