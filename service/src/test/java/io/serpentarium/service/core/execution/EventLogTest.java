package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.ExecutionEvent.Ended;
import io.serpentarium.service.core.execution.ExecutionEvent.Failed;
import io.serpentarium.service.core.execution.ExecutionEvent.Output;
import io.serpentarium.service.core.execution.ExecutionEvent.Started;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.scheduling.FairPool;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.testing.MutableClock;
import io.serpentarium.service.testing.ScriptedExecution;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class EventLogTest {

  private static final String ID = "exe_1";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final ExecutionEvent END = new Failed(new IllegalStateException("the end"));

  private final MutableClock clock = new MutableClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
  private final TestPublisher<ExecutionEvent> events = TestPublisher.create();
  private final Ledger ledger = Ledger.of(new Sharing(true), 1 << 20, 0);
  private final HeapHolding holding = ledger.open(Tenant.LOCAL);
  private final FairPool pool = new FairPool(1, 1, 1, "worker");
  private final ScriptedSandbox sandbox = new ScriptedSandbox();

  @AfterEach
  void stop() {
    pool.close();
    sandbox.close();
  }

  @Test
  void numbersWhatItKeepsAndTellsItAgain() {
    EventLog log = EventLog.of(ID, Flux.just(new Started(ID), text("a"), END), clock, holding);
    assertThat(numbers(log, 0)).containsExactly(1L, 2L, 3L);
    assertThat(numbers(log, 1)).containsExactly(2L, 3L);
    assertThat(numbers(log, 3)).isEmpty();
  }

  @Test
  void refusesNumbersThatItDoesNotHave() {
    EventLog log = EventLog.of(ID, Flux.just(new Started(ID), END), clock, holding);
    assertThatThrownBy(() -> log.requireAfter(3))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.EVENTS_GONE));
    StepVerifier.create(log.after(3))
        .verifyErrorMatches(failure -> ServiceFailure.is(failure, FailureCode.EVENTS_GONE));
  }

  @Test
  void endsWithTheFailureWhenTheEndCannotBeKept() {
    var gone = new IllegalStateException("another has the session");
    RunningExecution running = start("print x");
    EventLog log = running.log(clock, holding);
    running.whenEnded(usage -> {}, host(() -> CompletableFuture.failedStage(gone)));
    StepVerifier.create(log.after(0).map(EventLog.Entry::event))
        .expectNext(new Started(ID), text("x\n"), new Failed(gone))
        .expectComplete()
        .verify(SOON);
    assertThat(log.isStaleAfter(Duration.ZERO)).isTrue();
  }

  @Test
  void endsWithTheFailureWhenKeepingTheEndThrows() {
    var broken = new IllegalStateException("broken");
    RunningExecution running = start("value 1");
    running.whenEnded(
        usage -> {},
        host(
            () -> {
              throw broken;
            }));
    StepVerifier.create(running.log(clock, holding).after(1).map(EventLog.Entry::event))
        .expectNext(new Failed(broken))
        .expectComplete()
        .verify(SOON);
  }

  @Test
  void endsWithTheFailureAndInterruptsWhenNoWorkerIsFree() throws InterruptedException {
    RunningExecution running = start("print x\nwait");
    CountDownLatch release = new CountDownLatch(1);
    occupyWorkers(release);
    EventLog log = running.log(clock, holding);
    running.whenEnded(usage -> {}, host(() -> CompletableFuture.completedStage(null)));
    StepVerifier.create(log.after(1).map(EventLog.Entry::event))
        .expectNextMatches(
            event ->
                event instanceof Failed(Throwable cause)
                    && cause instanceof SandboxSaturatedException)
        .expectComplete()
        .verify(SOON);
    ScriptedExecution execution = Objects.requireNonNull(sandbox.latest().latest());
    await().untilAsserted(() -> assertThat(execution.wasInterrupted()).isTrue());
    release.countDown();
  }

  @Test
  void aResultIsTheLastEvent() {
    RunningExecution running = start("value 1");
    EventLog log = running.log(clock, holding);
    running.whenEnded(usage -> {}, host(() -> CompletableFuture.completedStage(null)));
    StepVerifier.create(log.after(1).map(EventLog.Entry::event))
        .expectNextMatches(Ended.class::isInstance)
        .expectComplete()
        .verify(SOON);
  }

  @Test
  void whoComesEndsTheStreamOfWhoWasThere() {
    EventLog log = EventLog.of(ID, events.flux(), clock, holding);
    List<CompletableFuture<?>> comers = new ArrayList<>();
    StepVerifier.create(log.after(0))
        .then(() -> events.next(new Started(ID)))
        .expectNextCount(1)
        .then(() -> comers.add(log.after(1).next().toFuture()))
        .expectComplete()
        .verify(SOON);
  }

  @Test
  void holdsTheProgramBackThatIsAheadOfItsReader() {
    AtomicLong told = new AtomicLong();
    String kibibyte = "x".repeat(512);
    EventLog log =
        EventLog.of(
            ID,
            Flux.<ExecutionEvent>generate(sink -> sink.next(text(kibibyte)))
                .doOnNext(event -> told.incrementAndGet()),
            clock,
            holding);
    long ahead = told.get();
    assertThat(ahead).isBetween(EventLog.ROOM / 2048L, EventLog.ROOM / 1024L + 2);
    StepVerifier.create(log.after(0).take(100)).expectNextCount(100).expectComplete().verify(SOON);
    assertThat(told.get()).isBetween(ahead + 90, ahead + 101);
    log.giveUpAfter(Duration.ZERO);
  }

  @Test
  void forgetsWhatWasReadLongAgo() {
    String text = "x".repeat(EventLog.ROOM / 4);
    EventLog log =
        EventLog.of(
            ID, Flux.just(text(text), text(text), text(text), text(text), END), clock, holding);
    assertThat(numbers(log, 0)).hasSize(5);
    assertThatThrownBy(() -> log.requireAfter(0))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.EVENTS_GONE));
    assertThat(numbers(log, 3)).containsExactly(4L, 5L);
  }

  @Test
  void interruptsWhatNobodyFollowsForLong() {
    EventLog log = EventLog.of(ID, events.flux(), clock, holding);
    events.next(new Started(ID));
    clock.advance(PATIENCE.minusMillis(1));
    log.giveUpAfter(PATIENCE);
    events.assertNotCancelled();
    assertThat(log.isStaleAfter(PATIENCE)).isFalse();
    clock.advance(Duration.ofMillis(1));
    log.giveUpAfter(PATIENCE);
    events.assertCancelled();
    assertThat(log.isStaleAfter(PATIENCE)).isTrue();
    assertThatThrownBy(() -> log.requireAfter(0))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.EVENTS_GONE));
  }

  @Test
  void isPatientFromWhenTheLastReaderLeft() {
    EventLog log = EventLog.of(ID, events.flux(), clock, holding);
    events.next(new Started(ID));
    clock.advance(PATIENCE);
    StepVerifier.create(log.after(0).take(1))
        .then(() -> log.giveUpAfter(PATIENCE))
        .expectNextCount(1)
        .expectComplete()
        .verify(SOON);
    log.giveUpAfter(PATIENCE);
    events.assertNotCancelled();
    clock.advance(PATIENCE);
    log.giveUpAfter(PATIENCE);
    events.assertCancelled();
  }

  @Test
  void losesNothingWhileReadersComeAndGoAndTheProgramWrites() {
    int count = 50_000;
    Flux<ExecutionEvent> program =
        Flux.range(1, count - 1)
            .<ExecutionEvent>map(number -> text(Integer.toString(number)))
            .concatWithValues(END)
            .subscribeOn(Schedulers.parallel());
    EventLog log = EventLog.of(ID, program, clock, holding);
    List<Long> seen = new ArrayList<>();
    for (int visit = 1; seen.size() < count; visit++) {
      long last = seen.size();
      StepVerifier.create(
              log.after(last)
                  .publishOn(visit % 2 == 0 ? Schedulers.parallel() : Schedulers.immediate(), 1)
                  .take(visit))
          .recordWith(ArrayList::new)
          .thenConsumeWhile(entry -> true)
          .consumeRecordedWith(entries -> entries.forEach(entry -> seen.add(entry.number())))
          .expectComplete()
          .verify(SOON);
    }
    assertThat(seen).isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
  }

  private static ExecutionHost host(Supplier<CompletionStage<?>> keep) {
    return new ExecutionHost() {

      @Override
      public Execution begin() {
        throw new IllegalStateException("has begun");
      }

      @Override
      public CompletionStage<?> ended(RunningExecution running, ExecutionResult result) {
        return keep.get();
      }
    };
  }

  private RunningExecution start(String script) {
    Session session = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
    return new RunningExecution(
        ID,
        "ses_1",
        session.execute(ExecutionRequest.cell(script).withStreaming()),
        new ExecutionMeters(new SimpleMeterRegistry()),
        new Workers(pool, pool));
  }

  /** Fills the one thread and the one place of the queue. */
  private void occupyWorkers(CountDownLatch release) throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    pool.execute(
        "",
        () -> {
          busy.countDown();
          hold(release);
        });
    busy.await();
    pool.execute("", () -> {});
  }

  private static void hold(CountDownLatch release) {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Long> numbers(EventLog log, long after) {
    List<Long> numbers = new ArrayList<>();
    StepVerifier.create(log.after(after))
        .recordWith(ArrayList::new)
        .thenConsumeWhile(entry -> true)
        .consumeRecordedWith(entries -> entries.forEach(entry -> numbers.add(entry.number())))
        .expectComplete()
        .verify(SOON);
    return numbers;
  }

  private static ExecutionEvent text(String text) {
    return new Output(new OutputEvent.Stdout(text));
  }
}
