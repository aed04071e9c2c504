package io.serpentarium.sandbox.remote.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Share;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.memory.CountingAccount;
import io.serpentarium.sandbox.python.WorkerSandboxes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The death of a worker is that of its domain's sessions, and of nothing else. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WorkerDeathIT {

  private static final String ONE = "one";
  private static final String OTHER = "other";

  private final Set<Long> used = ConcurrentHashMap.newKeySet();
  private RemoteSandbox sandbox;

  @BeforeAll
  void start() {
    sandbox = WorkerSandboxes.start(new Isolation(Isolation.Scope.OWNER, 3));
  }

  @AfterAll
  void stop() {
    sandbox.close();
    Awaitility.await()
        .until(() -> used.stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
  }

  @Test
  void ownersHaveWorkersOfTheirOwn() {
    try (Session one = open(ONE);
        Session again = open(ONE);
        Session other = open(OTHER)) {
      assertThat(value(one, "x = 1; x")).isEqualTo("1");
      assertThat(value(again, "2")).isEqualTo("2");
      assertThat(value(other, "'x' in globals()")).isEqualTo("False");
      assertThat(sandbox.statistics().sessions()).isEqualTo(3);
      assertThat(((RemoteSession) one).worker())
          .isSameAs(((RemoteSession) again).worker())
          .isNotSameAs(((RemoteSession) other).worker());
    }
  }

  @Test
  void deathIsToldTrulyAndLeavesOthersAlone() throws Exception {
    try (Session one = open(ONE);
        Session other = open(OTHER)) {
      assertThat(value(other, "y = 5; y")).isEqualTo("5");
      long deaths = sandbox.workerDeaths();
      Execution waiting = one.execute(ExecutionRequest.cell("input()").withStdin(Stdin.open()));
      kill(one);
      ExecutionResult result = waiting.result().toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(result.outcome()).isInstanceOf(Outcome.Crashed.class);
      assertThat(result.sessionState()).isEqualTo(SessionFate.LOST);
      assertThat(one.state()).isEqualTo(Session.State.LOST);
      assertThatThrownBy(() -> one.execute(ExecutionRequest.cell("1")))
          .isInstanceOf(SessionLostException.class);
      assertThat(waiting.interrupt()).isFalse();
      assertThat(waiting.writeStdin(new byte[1])).isEqualTo(Execution.StdinOutcome.CLOSED);
      assertThat(value(other, "y")).isEqualTo("5");
      assertThat(sandbox.workerDeaths()).isEqualTo(deaths + 1);
      try (Session next = open(ONE)) {
        assertThat(value(next, "6 * 7")).isEqualTo("42");
      }
    }
  }

  @Test
  void sessionWithCheckpointsGoesOnInAnotherWorker() {
    try (Session session = openKept();
        Session without = open(ONE)) {
      value(session, "x = 5; open('written', 'w').write('by it')");
      session.files().write("given", "to it".getBytes(StandardCharsets.UTF_8));
      Session fork = session.fork(1).getFirst();
      value(session, "x += 1");
      long former = killWorker(session);
      assertThat(without.state()).isEqualTo(Session.State.LOST);
      assertThat(session.state()).isEqualTo(Session.State.IDLE);
      assertThat(value(session, "x, open('written').read(), open('given').read()"))
          .isEqualTo("(6, 'by it', 'to it')");
      assertThat(session.files().read("given")).asString(StandardCharsets.UTF_8).isEqualTo("to it");
      assertThat(value(fork, "x")).isEqualTo("5");
      assertThat(((RemoteSession) session).worker().pid()).isNotEqualTo(former);
      fork.close();
      assertThat(sandbox.statistics().sessions()).isEqualTo(2);
    }
    assertThat(sandbox.statistics().sessions()).isZero();
  }

  @Test
  void executionOfAWorkerThatEndsIsRolledBackWhereItsSessionGoesOn() {
    try (Session session = openKept()) {
      value(session, "x = 5");
      assertThat(killedInTheMiddle(session, "x = 6; input()").sessionState())
          .isEqualTo(SessionFate.ROLLED_BACK);
      assertThat(value(session, "x")).isEqualTo("5");
      assertThat(killedInTheMiddle(session, "x = 7; input()").sessionState())
          .isEqualTo(SessionFate.ROLLED_BACK);
      assertThat(value(session, "x")).isEqualTo("5");
    }
  }

  @Test
  void sessionThatTwoWorkersInARowEndedWithIsLost() {
    try (Session session = openKept()) {
      assertThat(killedInTheMiddle(session, "input()").sessionState())
          .isEqualTo(SessionFate.ROLLED_BACK);
      ExecutionResult again = killedInTheMiddle(session, "input()");
      assertThat(again.outcome()).isInstanceOf(Outcome.Crashed.class);
      assertThat(again.sessionState()).isEqualTo(SessionFate.LOST);
      assertThat(session.state()).isEqualTo(Session.State.LOST);
      assertThatThrownBy(() -> session.execute(ExecutionRequest.cell("1")))
          .isInstanceOf(SessionLostException.class);
    }
  }

  @Test
  void sessionWhoseStateFindsNoRoomIsLostWithItsWorker() {
    CountingAccount account = new CountingAccount(1L << 31);
    try (Session session = sandbox.open(options(ONE).withAccount(account).withCheckpoints(true))) {
      assertThat(account.held(MemoryAccount.Use.HISTORY)).isPositive();
      account.refuse(MemoryAccount.Use.HISTORY);
      assertThat(value(session, "x = 5; x")).isEqualTo("5");
      killWorker(session);
      assertThat(session.state()).isEqualTo(Session.State.LOST);
    }
    Awaitility.await().until(() -> account.held() == 0);
  }

  private Session openKept() {
    Session session = sandbox.open(options(ONE).withCheckpoints(true));
    used.add(((RemoteSession) session).worker().pid());
    return session;
  }

  private ExecutionResult killedInTheMiddle(Session session, String code) {
    Execution execution = session.execute(ExecutionRequest.cell(code).withStdin(Stdin.open()));
    try {
      killWorker(session);
      return execution.result().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Kills the worker that has a session, waits until that is noticed, and returns its number. */
  private long killWorker(Session session) {
    WorkerProcess worker = ((RemoteSession) session).worker();
    used.add(worker.pid());
    ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !worker.isAlive());
    return worker.pid();
  }

  @Test
  void whatTheWorkerHeldIsReleased() {
    AtomicLong held = new AtomicLong();
    MemoryAccount account =
        new MemoryAccount() {
          @Override
          public void acquire(Use use, long bytes) {
            held.addAndGet(bytes);
          }

          @Override
          public void release(Use use, long bytes) {
            held.addAndGet(-bytes);
          }
        };
    try (Session session = sandbox.open(options(ONE).withAccount(account))) {
      value(session, "data = bytearray(b'x' * (4 << 20))");
      assertThat(held.get()).isPositive();
      kill(session);
      Awaitility.await().until(() -> held.get() == 0);
    }
    assertThat(held.get()).isZero();
  }

  @Test
  void preparedSnapshotOutlivesTheWorkerThatMadeIt() {
    Snapshot snapshot;
    try (Session session = open(ONE)) {
      value(session, "word = 'kept'");
      snapshot = session.snapshot();
      try (snapshot;
          Sandbox.Preparation _ = sandbox.prepare(snapshot, 0, MemoryAccount.unlimited())) {
        kill(session);
        try (Session opened = sandbox.open(options(OTHER), snapshot)) {
          assertThat(value(opened, "word")).isEqualTo("'kept'");
        }
      }
    }
  }

  @Test
  void snapshotGoesToTheWorkerOfWhoeverOpensIt() {
    try (Session session = open(ONE)) {
      value(session, "word = 'there'");
      try (Snapshot snapshot = session.snapshot();
          Session opened = sandbox.open(options(OTHER), snapshot)) {
        assertThat(value(opened, "word")).isEqualTo("'there'");
        opened.restore(snapshot);
        assertThat(value(opened, "word")).isEqualTo("'there'");
      }
    }
  }

  @Test
  void workerIsSealed() {
    assertThat(sandbox.sealed())
        .containsExactlyElementsOf(
            List.of(
                "dies_with_parent",
                "oom_first",
                "no_core",
                "few_threads",
                "few_descriptors",
                "no_locked_memory",
                "not_dumpable",
                "no_new_privs",
                "seccomp"));
  }

  private Session open(String owner) {
    Session session = sandbox.open(options(owner));
    used.add(((RemoteSession) session).worker().pid());
    return session;
  }

  private static SessionOptions options(String owner) {
    return SessionOptions.withLimits(Limits.DEFAULT).withShare(new Share(owner, 1));
  }

  /** Kills the worker that has a session, and waits until that is noticed. */
  private static void kill(Session session) {
    ProcessHandle.of(((RemoteSession) session).worker().pid())
        .ifPresent(ProcessHandle::destroyForcibly);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> session.state() == Session.State.LOST);
  }

  private static String value(Session session, String code) {
    try {
      ExecutionResult result =
          session
              .execute(ExecutionRequest.cell(code))
              .result()
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
      assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
      Optional<String> shown = ((Outcome.Completed) result.outcome()).result();
      return shown.orElse("");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
