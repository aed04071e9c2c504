package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.service.testing.ScriptedSandbox;
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
    assertThatThrownBy(life::requireOpen).isInstanceOf(SessionNotFoundException.class);
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
    life.leave();
    assertThat(life.isLeaving()).isTrue();
    assertThatThrownBy(life::requireStaying).isInstanceOf(SessionMovedException.class);
    life.stay();
    assertThatCode(life::requireStaying).doesNotThrowAnyException();
  }

  private double closed(String reason) {
    return meters.get("serpentarium.sessions.closed").tag("reason", reason).counter().count();
  }
}
