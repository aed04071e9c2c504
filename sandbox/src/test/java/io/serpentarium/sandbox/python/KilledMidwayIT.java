package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.engine.TestEngine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that are closed and killed while they are captured, copied or put back. */
@OnEveryEngine
@Timeout(240)
final class KilledMidwayIT {

  private static final int ROUNDS = 40;

  private final PythonSandbox sandbox;
  private final long usedBefore;

  KilledMidwayIT(TestEngine engine) {
    sandbox = SandboxExtension.start(engine, 4);
    usedBefore = sandbox.statistics().nativeBytes();
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(sandbox.statistics().sessions()).isZero();
    assertThat(sandbox.statistics().nativeBytes()).isEqualTo(usedBefore);
    sandbox.close();
  }

  private interface Use {
    void of(Session session, Snapshot snapshot);
  }

  private static final List<Use> USES =
      List.of(
          (session, snapshot) -> session.snapshot().close(),
          (session, snapshot) -> session.fork(1).forEach(Session::close),
          (session, snapshot) -> session.restore(snapshot),
          (session, snapshot) -> session.hibernate(),
          (session, snapshot) -> SandboxExtension.run(session, "import os; os._exit(3)"));

  @Test
  void closeMeetsEveryUseOfASession() throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      Session session = open(Limits.DEFAULT);
      SandboxExtension.run(session, "x = [str(n) for n in range(20_000)]");
      try (Snapshot snapshot = session.snapshot()) {
        int first = round;
        CountDownLatch used = new CountDownLatch(1 + round % 4);
        CompletableFuture<Void> worker =
            CompletableFuture.runAsync(() -> useUntilClosed(session, snapshot, first, used));
        used.await();
        session.close();
        worker.join();
      }
    }
  }

  private static void useUntilClosed(
      Session session, Snapshot snapshot, int first, CountDownLatch used) {
    for (int i = first; session.state() != Session.State.CLOSED; i++) {
      try {
        USES.get(i % USES.size()).of(session, snapshot);
      } catch (SessionBusyException e) {
        Thread.onSpinWait();
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("the session is closed");
      } finally {
        used.countDown();
      }
    }
  }

  @Test
  void interruptsAndLimitsMeetRollBacks() {
    Limits limits =
        new Limits(Duration.ofMillis(300), Duration.ofSeconds(5), 64 << 20, 1 << 20, 1 << 20);
    try (Session session = open(limits)) {
      SandboxExtension.run(session, "x = 41");
      for (int round = 0; round < ROUNDS; round++) {
        Execution execution =
            session.execute(
                ExecutionRequest.cell(
                    round % 2 == 0
                        ? "x = 0\nimport os; os._exit(1)"
                        : "x = 0\nwhile True:\n  try:\n    while True: pass\n"
                            + "  except BaseException: pass"));
        CompletableFuture<Void> interrupting =
            CompletableFuture.runAsync(
                () -> {
                  while (!execution.result().toCompletableFuture().isDone()) {
                    execution.interrupt();
                  }
                });
        ExecutionResult result = SandboxExtension.await(execution);
        interrupting.join();
        assertThat(result.sessionState()).isNotEqualTo(SessionFate.LOST);
        if (result.sessionState() == SessionFate.ROLLED_BACK) {
          assertThat(SandboxExtension.run(session, "x + 1").outcome())
              .isEqualTo(new Outcome.Completed(Optional.of("42")));
        }
        SandboxExtension.run(session, "x = 41");
      }
    }
  }

  private Session open(Limits limits) {
    return sandbox.open(SessionOptions.withLimits(limits));
  }
}
