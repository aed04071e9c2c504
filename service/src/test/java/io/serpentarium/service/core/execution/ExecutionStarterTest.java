package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.service.core.admission.Allowance;
import io.serpentarium.service.core.admission.Buckets;
import io.serpentarium.service.core.admission.CpuBudget;
import io.serpentarium.service.core.admission.ExecutionAdmission;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Owner;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.core.admission.MemoryPressure;
import io.serpentarium.service.core.admission.Occupancy;
import io.serpentarium.service.core.admission.Quota;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import io.serpentarium.service.testing.ScriptedExecution;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** No path leaks anything, whichever step of a start or an end throws. */
class ExecutionStarterTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Limits LIMITS =
      new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), 1_000, 100, 100);
  private static final Tenant TENANT =
      new Tenant(
          "acme",
          1,
          false,
          Optional.empty(),
          new TenantQuotas(2, 2, 2, TenantQuotas.UNLIMITED, 100, TenantQuotas.UNLIMITED));

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final ChargedBuckets buckets = new ChargedBuckets();
  private final Occupancy executions =
      new Occupancy(Quota.EXECUTIONS, TenantQuotas::executionsHere);
  private final Ledger ledger = Ledger.of(new Sharing(false), 1_000, 1_000);
  private final AtomicLong available = new AtomicLong(1);
  private final MemoryPressure pressure = new MemoryPressure(1, available::get, () -> 0);
  private final ExecutionStarter starter =
      new ExecutionStarter(
          new ExecutionAdmission(new CpuBudget(buckets), executions, ledger, pressure),
          new ExecutionMeters(new SimpleMeterRegistry()),
          new Workers((owner, task) -> task.run(), (owner, task) -> task.run()));

  @AfterEach
  void nothingIsHeld() {
    await().until(() -> starter.running() == 0);
    assertThat(executions.taken(TENANT)).isZero();
    assertThat(ledger.held(Space.HEAP)).isZero();
    sandbox.close();
  }

  @Test
  void holdsEverythingUntilTheEndAndChargesWhatWasUsed() {
    RunningExecution running = start(session("wait"));
    assertThat(executions.taken(TENANT)).isEqualTo(1);
    assertThat(ledger.held(Space.HEAP)).isEqualTo(Ledger.output(LIMITS.outputBytes()));
    assertThat(starter.running()).isEqualTo(1);
    assertThat(running.interrupt()).isTrue();
    StepVerifier.create(running.result()).expectNextCount(1).expectComplete().verify(SOON);
    assertThat(buckets.charged).containsExactly(1L);
  }

  @Test
  void releasesNothingBeforeItsTimeWhenTheTenantHasNoPlace() {
    RunningExecution one = start(session("wait"));
    RunningExecution other = start(session("wait"));
    assertThatThrownBy(() -> start(session("wait"))).isInstanceOf(QuotaExceededException.class);
    assertThat(executions.taken(TENANT)).isEqualTo(2);
    end(one, other);
  }

  @Test
  void releasesThePlaceWhenTheHeapIsFull() {
    ledger.acquire(Space.HEAP, TENANT, Owner.REQUEST, 900);
    assertThatThrownBy(() -> start(session("wait"))).isInstanceOf(SandboxSaturatedException.class);
    assertThat(executions.taken(TENANT)).isZero();
    ledger.release(Space.HEAP, TENANT, Owner.REQUEST, 900);
  }

  @Test
  void acquiresNothingWhileTheMachineIsShortOfMemory() {
    available.set(0);
    assertThatThrownBy(() -> start(session("wait"))).isInstanceOf(SandboxSaturatedException.class);
    assertThat(executions.taken(TENANT)).isZero();
    available.set(1);
    end(start(session("wait")));
  }

  @Test
  void acquiresNothingWhileTheNodeStops() {
    starter.refuse(true);
    assertThatThrownBy(() -> start(session("wait"))).isInstanceOf(SandboxSaturatedException.class);
    starter.refuse(false);
    end(start(session("wait")));
  }

  @Test
  void releasesEverythingWhenTheExecutionDoesNotBegin() {
    assertThatThrownBy(
            () ->
                start(
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThatThrownBy(
            () ->
                start(
                    () -> {
                      throw new OutOfMemoryError("no");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void interruptsAndReleasesWhenTheHostCannotNoteTheExecution() {
    ExecutionHost broken =
        new Host("wait") {
          @Override
          public void began(RunningExecution running) {
            throw new IllegalStateException("no");
          }
        };
    assertThatThrownBy(() -> start(broken)).hasMessage("no");
    ScriptedExecution execution = Objects.requireNonNull(sandbox.latest().latest());
    assertThat(execution.wasInterrupted()).isTrue();
  }

  @Test
  void tellsAndReleasesWhenTheHostCannotKeepTheEnd() {
    RunningExecution failing =
        start(
            new Host("value 1") {
              @Override
              public CompletionStage<?> ended(RunningExecution running, ExecutionResult result) {
                return CompletableFuture.failedStage(new IllegalStateException("not kept"));
              }
            });
    StepVerifier.create(failing.result()).expectErrorMessage("not kept").verify(SOON);
    RunningExecution throwing =
        start(
            new Host("value 1") {
              @Override
              public CompletionStage<?> ended(RunningExecution running, ExecutionResult result) {
                throw new IllegalStateException("not kept");
              }
            });
    StepVerifier.create(throwing.result()).expectErrorMessage("not kept").verify(SOON);
  }

  @Test
  void tellsTheEndAndReleasesWhenTheChargeFails() {
    buckets.broken = true;
    StepVerifier.create(start(session("value 1")).result())
        .expectNextCount(1)
        .expectComplete()
        .verify(SOON);
  }

  @Test
  void releasesBeforeAnybodyHearsOfTheEnd() {
    List<Long> seen = new ArrayList<>();
    RunningExecution running =
        start(
            new Host("value 1") {
              @Override
              public CompletionStage<?> ended(RunningExecution running, ExecutionResult result) {
                seen.add(ledger.held(Space.HEAP));
                return CompletableFuture.completedStage(null);
              }
            });
    StepVerifier.create(running.result()).expectNextCount(1).expectComplete().verify(SOON);
    assertThat(seen).containsExactly(0L);
  }

  private RunningExecution start(ExecutionHost host) {
    return starter.start(TENANT, Long.toString(System.nanoTime()), null, LIMITS, host);
  }

  private ExecutionHost session(String script) {
    return new Host(script);
  }

  private static void end(RunningExecution... running) {
    for (RunningExecution each : running) {
      each.interrupt();
      StepVerifier.create(each.result()).expectNextCount(1).expectComplete().verify(SOON);
    }
  }

  private class Host implements ExecutionHost {

    private final String script;

    Host(String script) {
      this.script = script;
    }

    @Override
    public Execution begin() {
      Session session = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT));
      return session.execute(ExecutionRequest.cell(script));
    }
  }

  /** A bucket that is never empty, and notes or refuses what it is charged. */
  private static final class ChargedBuckets implements Buckets {

    private final List<Long> charged = new CopyOnWriteArrayList<>();
    private volatile boolean broken;

    @Override
    public Mono<Allowance> take(Bucket bucket) {
      return look(bucket);
    }

    @Override
    public Mono<Allowance> look(Bucket bucket) {
      return Mono.just(
          new Allowance(bucket.quota(), bucket.capacity(), bucket.window(), 1, Duration.ZERO));
    }

    @Override
    public void charge(Bucket bucket, long tokens) {
      if (broken) {
        throw new IllegalStateException("the bucket is away");
      }
      charged.add(tokens);
    }
  }
}
