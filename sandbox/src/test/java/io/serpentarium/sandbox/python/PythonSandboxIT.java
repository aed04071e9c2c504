package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.SandboxExtension.open;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.engine.TestEngine;
import java.util.Arrays;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole sandbox: its pool, what it refuses, and what its end leaves behind. */
@OnEveryEngine
@Timeout(120)
final class PythonSandboxIT {

  private final PythonSandbox sandbox;

  PythonSandboxIT(TestEngine engine) {
    this.sandbox =
        SandboxExtension.start(
            engine,
            SandboxExtension.options().withPoolSize(2).withMaxSessions(3).withMaxExecutions(2));
  }

  @AfterEach
  void close() {
    sandbox.close();
    assertThat(sandbox.statistics().sessions()).isZero();
    assertThat(sandbox.statistics().executing()).isZero();
    assertThat(sandbox.statistics().poolReady()).isZero();
  }

  @Test
  void poolFillsItselfAndIsCounted() {
    awaitFullPool();
    try (Session first = open(sandbox)) {
      run(first, "1");
      assertThat(sandbox.statistics().poolHits()).isEqualTo(1);
      awaitFullPool();
    }
    assertThat(sandbox.statistics().sessions()).isZero();
  }

  @Test
  void sessionAboveTheMaximumIsRefusedUntilOneCloses() {
    Session first = open(sandbox);
    Session second = open(sandbox);
    Session third = open(sandbox);
    assertThatThrownBy(() -> open(sandbox)).isInstanceOf(SandboxSaturatedException.class);
    first.close();
    Session fourth = open(sandbox);
    second.close();
    third.close();
    fourth.close();
    fourth.close();
    assertThat(sandbox.statistics().sessions()).isZero();
  }

  @Test
  void executionAboveTheMaximumIsRefusedAndLeavesItsSessionIdle() {
    try (Session a = open(sandbox);
        Session b = open(sandbox);
        Session c = open(sandbox)) {
      Execution one = a.execute(ExecutionRequest.cell("input()").withStdin(Stdin.open()));
      Execution two = b.execute(ExecutionRequest.cell("input()").withStdin(Stdin.open()));
      assertThatThrownBy(() -> c.execute(ExecutionRequest.cell("1")))
          .isInstanceOf(SandboxSaturatedException.class);
      assertThat(c.state()).isEqualTo(Session.State.IDLE);
      one.endStdin();
      two.endStdin();
      SandboxExtension.await(one);
      SandboxExtension.await(two);
      await().untilAsserted(() -> assertThat(run(c, "1").outcome()).isNotNull());
    }
  }

  @Test
  void closingEndsWhatRuns() {
    Session session = open(sandbox);
    Execution execution = session.execute(ExecutionRequest.cell("import time; time.sleep(3600)"));
    sandbox.close();
    assertThat(SandboxExtension.await(execution).outcome()).isInstanceOf(Outcome.Crashed.class);
    assertThatThrownBy(() -> open(sandbox)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void slowReaderHoldsTheProgramBackAndAnInterruptStillEndsIt() {
    try (Session session = open(sandbox)) {
      Execution execution =
          session.execute(ExecutionRequest.cell("while True: print('x' * 1000)").withStreaming());
      AtomicLong received = new AtomicLong();
      Slow slow = new Slow(received);
      execution.output().subscribe(slow);
      slow.request(1);
      await().until(() -> isWaiting(execution));
      assertThat(received.get()).isLessThan(2L * OutputPublisher.CAPACITY);
      assertThat(execution.interrupt()).isTrue();
      assertThat(SandboxExtension.await(execution).outcome()).isEqualTo(new Outcome.Interrupted());
    }
  }

  /** Whether the guest's thread waits, which it only does for its reader here. */
  private static boolean isWaiting(Execution execution) {
    assertThat(execution.result().toCompletableFuture()).isNotDone();
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().startsWith("serpentarium-guest-"))
        .filter(entry -> entry.getKey().getState() == Thread.State.WAITING)
        .anyMatch(
            entry ->
                Arrays.stream(entry.getValue())
                    .anyMatch(frame -> frame.getClassName().endsWith("Interruption")));
  }

  private void awaitFullPool() {
    await().until(() -> sandbox.statistics().poolReady() == sandbox.statistics().poolTarget());
  }

  private static final class Slow implements Flow.Subscriber<OutputEvent> {

    private final AtomicLong received;
    private Flow.@Nullable Subscription subscription;

    Slow(AtomicLong received) {
      this.received = received;
    }

    void request(long n) {
      if (subscription == null) {
        throw new AssertionError("not subscribed");
      }
      subscription.request(n);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(OutputEvent event) {
      if (event instanceof OutputEvent.Stdout stdout) {
        received.addAndGet(stdout.text().length());
      }
    }

    @Override
    public void onError(Throwable throwable) {
      throw new AssertionError(throwable);
    }

    @Override
    public void onComplete() {}
  }
}
