package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Runs in sessions that nobody else sees: whatever becomes of one, its session is closed. */
class PrivateRunsTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  /** The most bytes that one execution may write to another at a time. */
  private static final int PIECE_CHARS = 4 << 10;

  private static final SessionStart FRESH = SessionStart.fresh(Limits.DEFAULT, List.of());

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final PrivateRuns runs =
      new PrivateRuns(
          new SessionOpener(sandbox),
          TestStarter.of(new SimpleMeterRegistry()),
          new Workers(PrivateRunsTest::schedule, PrivateRunsTest::schedule),
          new Ids(RandomGenerator.getDefault()));

  private static void schedule(String owner, Runnable task) {
    Schedulers.boundedElastic().schedule(task);
  }

  @AfterEach
  void everySessionIsClosed() {
    await().until(() -> sandbox.alive() == 0);
    sandbox.close();
  }

  @Test
  void runsInASessionOfItsOwn() {
    FinishedExecution first = end(runs.run(FRESH, program("print x")));
    FinishedExecution second = end(runs.run(FRESH, program("print x")));
    assertThat(first.result().stdout()).isEqualTo("x\n");
    assertThat(first.sessionId()).isNull();
    assertThat(first.id()).isNotEqualTo(second.id());
    assertThat(sandbox.opened()).isEqualTo(2);
  }

  @Test
  void showsTheConclusionWhatTheProgramLeft() {
    String left =
        end(
            runs.run(
                FRESH,
                program("save a text"),
                (session, finished) ->
                    Mono.fromSupplier(
                        () -> new String(session.files().read("a"), StandardCharsets.UTF_8))));
    assertThat(left).isEqualTo("text");
  }

  @Test
  void closesTheSessionOfAConclusionThatFails() {
    assertThatThrownBy(
            () ->
                end(
                    runs.run(
                        FRESH,
                        program("print x"),
                        (session, finished) -> Mono.error(new IllegalStateException("as it is")))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("as it is");
  }

  @Test
  void interruptsAProgramThatNobodyWaitsForAnyMore() {
    Disposable waiting =
        CurrentTenant.in(Grant.LOCAL, runs.run(FRESH, program("wait"))).subscribe();
    await().until(() -> sandbox.executing("wait").isPresent());
    waiting.dispose();
    await().until(() -> sandbox.alive() == 0);
  }

  @Test
  void leavesNoSessionWhereNothingCouldRun() {
    SandboxFile outside = new SandboxFile("../a", new byte[0]);
    SessionStart start = SessionStart.fresh(Limits.DEFAULT, List.of(outside));
    assertThatThrownBy(() -> end(runs.run(start, program("print x"))))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.INVALID_PATH));
    sandbox.setFull(true);
    assertThatThrownBy(() -> end(runs.run(FRESH, program("print x"))))
        .isInstanceOf(SandboxSaturatedException.class);
    sandbox.setFull(false);
    FinishedExecution crashed = end(runs.run(FRESH, program("crash")));
    assertThat(crashed.result().outcome()).isInstanceOf(Outcome.Crashed.class);
  }

  @Test
  void closesTheSessionWhenItsFollowerEnds() {
    List<ExecutionEvent> seen =
        CurrentTenant.in(
                Grant.LOCAL,
                runs.follow(
                        FRESH,
                        program("print x").withStreaming(),
                        (session, running) -> running.events())
                    .collectList())
            .blockOptional(SOON)
            .orElseThrow();
    assertThat(seen.getFirst()).isInstanceOf(ExecutionEvent.Started.class);
    assertThat(seen.getLast()).isInstanceOf(ExecutionEvent.Ended.class);
  }

  @Test
  void letsOneReadWholeCharactersOfWhatTheOtherWrites() {
    for (int length = PIECE_CHARS - 2; length <= PIECE_CHARS; length++) {
      String text = "x".repeat(length) + "🐍".repeat(PIECE_CHARS);
      PrivateRuns.Conversation ended =
          end(runs.converse(FRESH, program("print " + text), FRESH, program("input ")));
      assertThat(ended.second().result().stdout()).isEqualTo(text + "\n");
    }
  }

  private static ExecutionRequest program(String code) {
    return ExecutionRequest.program(code);
  }

  private static <T> T end(Mono<T> run) {
    return CurrentTenant.in(Grant.LOCAL, run).blockOptional(SOON).orElseThrow();
  }
}
