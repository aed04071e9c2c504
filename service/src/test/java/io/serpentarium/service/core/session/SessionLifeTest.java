package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SessionLifeTest {

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Session session =
      new ScriptedSandbox().open(SessionOptions.withLimits(Limits.DEFAULT));
  private final SessionLife life = new SessionLife(session, new SessionMeters(meters));

  @Test
  void canBeUsedFromTheBeginning() {
    assertThat(life.isLive()).isTrue();
    assertThatCode(life::requireStaying).doesNotThrowAnyException();
    assertThatCode(life::requireOpen).doesNotThrowAnyException();
    assertThat(meters.get("serpentarium.sessions.opened").counter().count()).isOne();
  }

  @Test
  void endsOnce() {
    assertThat(life.close(CloseReason.DELETED)).isTrue();
    assertThat(life.close(CloseReason.SHUTDOWN)).isFalse();
    assertThat(life.isLive()).isFalse();
    assertThat(session.state()).isEqualTo(Session.State.CLOSED);
    assertThatThrownBy(life::requireOpen)
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
    assertThat(closed("deleted")).isOne();
    assertThat(closed("shutdown")).isZero();
  }

  @Test
  void tellsThatItHasMoved() {
    life.close(CloseReason.MOVED);
    assertThatThrownBy(life::requireOpen).isInstanceOf(SessionMovedException.class);
  }

  @Test
  void isCountedAsLostAndNotAgainWhenItEnds() {
    life.lose();
    assertThat(life.isLive()).isFalse();
    assertThatThrownBy(life::requireState).isInstanceOf(SessionLostException.class);
    assertThatThrownBy(life::requireStaying).isInstanceOf(SessionLostException.class);
    assertThat(life.close(CloseReason.DELETED)).isTrue();
    assertThat(closed("lost")).isOne();
    assertThat(closed("deleted")).isZero();
  }

  @Test
  void isNotLostOnceItHasEnded() {
    life.close(CloseReason.DELETED);
    life.lose();
    assertThat(life.isLost()).isFalse();
    assertThat(closed("lost")).isZero();
  }

  @Test
  void cannotBeUsedWhileItLeaves() {
    assertThat(life.leave()).isTrue();
    assertThat(life.isLeaving()).isTrue();
    assertThatThrownBy(life::requireStaying).isInstanceOf(SessionMovedException.class);
    assertThatThrownBy(life::start).isInstanceOf(SessionMovedException.class);
    life.stay();
    assertThatCode(life::requireStaying).doesNotThrowAnyException();
  }

  @Test
  void isOfOneAtATime() {
    life.start();
    requireBusy();
    life.run();
    requireBusy();
    life.end();
    requireBusy();
    life.release();
    life.take();
    requireBusy();
    life.release();
    assertThat(life.tryTake()).isTrue();
    requireBusy();
    life.release();
    life.start();
  }

  private void requireBusy() {
    assertThatThrownBy(life::start).isInstanceOf(SessionBusyException.class);
    assertThatThrownBy(life::take).isInstanceOf(SessionBusyException.class);
    assertThat(life.tryTake()).isFalse();
    assertThat(life.leave()).isFalse();
    assertThat(life.closeIfFree(CloseReason.EXPIRED)).isFalse();
  }

  @Test
  void endsThoughSomebodyHasIt() {
    life.take();
    assertThat(life.close(CloseReason.DELETED)).isTrue();
    life.release();
    assertThatThrownBy(life::take)
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
    assertThat(life.tryTake()).isFalse();
  }

  @Test
  void isKeptThoughItEndedBeforeItWasKnownToRun() {
    life.start();
    life.end();
    life.run();
    assertThatThrownBy(life::start).isInstanceOf(SessionBusyException.class);
    life.release();
    life.start();
  }

  @Test
  void letsFilesChangeTogetherAndWhileItRuns() {
    assertThat(life.change(false)).isFalse();
    assertThat(life.change(false)).isFalse();
    assertThatThrownBy(life::take).isInstanceOf(SessionBusyException.class);
    assertThat(life.leave()).isFalse();
    life.start();
    life.run();
    assertThat(life.change(true)).as("the end of what runs keeps it").isFalse();
    life.changed(false);
    life.changed(false);
    life.changed(false);
    life.end();
    life.release();
    life.take();
    assertThatThrownBy(() -> life.change(false)).isInstanceOf(SessionBusyException.class);
  }

  @Test
  void keepsWhatAnExecutionLeftOnlyAfterTheLastChangeThatItMet() {
    life.start();
    life.run();
    life.change(true);
    life.change(true);
    CompletableFuture<Void> unchanging = life.end().toCompletableFuture();
    assertThatThrownBy(() -> life.change(true)).isInstanceOf(SessionBusyException.class);
    life.changed(false);
    assertThat(unchanging).isNotDone();
    life.changed(false);
    assertThat(unchanging).isCompleted();
  }

  @Test
  void isTakenForAChangeThatIsKeptByItself() {
    assertThat(life.change(true)).isTrue();
    requireBusy();
    assertThatThrownBy(() -> life.change(true)).isInstanceOf(SessionBusyException.class);
    life.changed(true);
    life.start();
    assertThatThrownBy(() -> life.change(true)).isInstanceOf(SessionBusyException.class);
  }

  @Test
  void leavesOnceTheNodeHasDoneItsHousekeeping() {
    assertThat(life.tryTake()).isTrue();
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    Thread leaving = Thread.ofPlatform().start(() -> left.complete(life.leave()));
    Awaitility.await().until(leaving::getState, Thread.State.TIMED_WAITING::equals);
    life.release();
    assertThat(left.join()).isTrue();
    assertThat(life.isLeaving()).isTrue();
  }

  private double closed(String reason) {
    return meters.get("serpentarium.sessions.closed").tag("reason", reason).counter().count();
  }
}
