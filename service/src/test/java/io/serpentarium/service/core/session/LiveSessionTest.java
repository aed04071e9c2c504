package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** What a session is to clients while it runs, is unused, leaves, is lost and ends. */
class LiveSessionTest {

  private static final Tenant ALICE = TestSessions.tenant("alice");
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);

  private final TestSessions node = new TestSessions();
  private final LiveSession session = node.create(node.live(), ALICE, "ses_1");

  @Test
  void isBusyUntilItsExecutionHasEnded() {
    RunningExecution running = start("wait");
    assertThat(session.info().state()).isEqualTo(SessionState.BUSY);
    assertThatThrownBy(() -> start("print x")).isInstanceOf(SessionBusyException.class);
    assertThat(session.use().current().interrupt()).isTrue();
    end(running);
    assertThat(session.info().state()).isEqualTo(SessionState.IDLE);
    assertThat(session.use().current().interrupt()).isFalse();
    end(start("print x"));
  }

  @Test
  void tellsItsWatchersOfEachExecutionAndOfItsEnd() {
    List<SessionState> seen = new CopyOnWriteArrayList<>();
    List<CloseReason> gone = new CopyOnWriteArrayList<>();
    Disposable statuses =
        session.watch().statuses().map(SessionWatch.Status::state).subscribe(seen::add);
    Disposable end = session.watch().gone().subscribe(gone::add);
    end(start("print x"));
    assertThat(seen).containsExactly(SessionState.IDLE, SessionState.BUSY, SessionState.IDLE);
    assertThat(gone).isEmpty();
    session.close(CloseReason.DELETED);
    session.close(CloseReason.EXPIRED);
    assertThat(gone).containsExactly(CloseReason.DELETED);
    assertThat(statuses.isDisposed()).isTrue();
    assertThat(end.isDisposed()).isTrue();
  }

  @Test
  void expiresOnceNobodyHasUsedItForItsTimeout() {
    node.clock().advance(IDLE_TIMEOUT.minusSeconds(10));
    assertThat(session.closeIfExpired()).isFalse();
    session.touch();
    node.clock().advance(IDLE_TIMEOUT.minusSeconds(10));
    assertThat(session.closeIfExpired()).isFalse();
    node.clock().advance(Duration.ofSeconds(10));
    assertThat(session.closeIfExpired()).isTrue();
    assertThat(node.sandbox().alive()).isZero();
    assertThatThrownBy(() -> start("print x"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
  }

  @Test
  void doesNotExpireWhileSomethingRuns() {
    RunningExecution running = start("wait");
    node.clock().advance(IDLE_TIMEOUT.multipliedBy(2));
    assertThat(session.closeIfExpired()).isFalse();
    session.use().current().interrupt();
    end(running);
    assertThat(session.isExpired()).isFalse();
  }

  @Test
  void hibernatesOnceNobodyHasUsedItForSoLong() {
    node.clock().advance(Duration.ofSeconds(1));
    assertThat(session.hibernateIfUnused(Duration.ofSeconds(2))).isFalse();
    assertThat(session.info().state()).isEqualTo(SessionState.IDLE);
    assertThat(session.hibernateIfUnused(Duration.ofSeconds(1))).isTrue();
    assertThat(session.info().state()).isEqualTo(SessionState.HIBERNATED);
    end(start("print x"));
    assertThat(session.info().state()).isEqualTo(SessionState.IDLE);
  }

  @Test
  void leavesOnlyWhenUnusedIfThatIsWanted() {
    assertThat(session.leave(true)).isFalse();
    assertThat(session.hibernateIfUnused(Duration.ZERO)).isTrue();
    Disposable watcher = session.watch().statuses().subscribe();
    assertThat(session.leave(true)).isFalse();
    watcher.dispose();
    assertThat(session.leave(true)).isTrue();
    assertThat(session.isLeaving()).isTrue();
    assertThatThrownBy(session::use).isInstanceOf(SessionMovedException.class);
    session.stay();
    end(start("print x"));
  }

  @Test
  void doesNotLeaveWhatRuns() {
    RunningExecution running = start("wait");
    assertThat(session.leave(false)).isFalse();
    session.use().current().interrupt();
    end(running);
    assertThat(session.leave(false)).isTrue();
  }

  @Test
  void refusesEverythingOnceItsStateIsLost() {
    end(start("crash"));
    assertThat(session.isLost()).isTrue();
    assertThatThrownBy(session::info).isInstanceOf(SessionLostException.class);
    assertThatThrownBy(session::use).isInstanceOf(SessionLostException.class);
  }

  @Test
  void doesOneThingAtATime() {
    RunningExecution running = start("wait");
    assertThat(session.ifFree(this::failed)).isFalse();
    session.use().current().interrupt();
    end(running);
    AtomicInteger done = new AtomicInteger();
    assertThat(
            session.ifFree(
                () -> {
                  assertThat(session.ifFree(this::failed)).isFalse();
                  done.incrementAndGet();
                }))
        .isTrue();
    assertThat(done).hasValue(1);
  }

  private void failed() {
    throw new AssertionError("something else has the session");
  }

  private RunningExecution start(String code) {
    return session.use().start(ALICE, "exe_" + code, ExecutionRequest.cell(code));
  }

  private static void end(RunningExecution running) {
    assertThat(running.result().block(SOON)).isNotNull();
  }
}
