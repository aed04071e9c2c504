package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.session.SessionWatch.Status;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

class SessionWatchersTest {

  private static final Status IDLE = new Status(SessionState.IDLE, null);
  private static final Status BUSY = new Status(SessionState.BUSY, "exe_1");

  private final SessionWatchers watchers = new SessionWatchers();
  private final SessionWatch watch = watchers.watch(() -> SessionState.BUSY);

  @Test
  void hearThePresentStatusFirst() {
    watchers.tell(IDLE);
    watchers.tell(BUSY);
    StepVerifier.create(watch.statuses())
        .expectNext(BUSY)
        .then(() -> watchers.tell(IDLE))
        .expectNext(IDLE)
        .thenCancel()
        .verify();
    assertThat(watch.now().get()).isEqualTo(SessionState.BUSY);
  }

  @Test
  void missAllButTheLatestWhereTheyAreSlow() {
    watchers.tell(IDLE);
    StepVerifier.create(watch.statuses(), 1)
        .expectNext(IDLE)
        .then(() -> watchers.tell(BUSY))
        .then(() -> watchers.tell(new Status(SessionState.IDLE, "exe_1")))
        .then(() -> watchers.tell(new Status(SessionState.BUSY, "exe_2")))
        .thenRequest(1)
        .expectNext(new Status(SessionState.BUSY, "exe_2"))
        .thenCancel()
        .verify();
  }

  @Test
  void areCountedWhileTheyStay() {
    assertThat(watchers.areNone()).isTrue();
    Disposable one = watch.statuses().subscribe();
    Disposable other = watch.statuses().subscribe();
    one.dispose();
    assertThat(watchers.areNone()).isFalse();
    other.dispose();
    assertThat(watchers.areNone()).isTrue();
  }

  @Test
  void hearThatTheSessionWillEndAndGoOn() {
    watchers.announce(CloseReason.SHUTDOWN);
    StepVerifier.create(watch.gone()).expectNext(CloseReason.SHUTDOWN).verifyComplete();
    watchers.tell(BUSY);
    StepVerifier.create(watch.statuses()).expectNext(BUSY).thenCancel().verify();
    watchers.close(CloseReason.DELETED);
    StepVerifier.create(watch.gone()).expectNext(CloseReason.SHUTDOWN).verifyComplete();
  }

  @Test
  void hearTheEndAlsoAfterwards() {
    watchers.tell(IDLE);
    watchers.close(CloseReason.EXPIRED);
    watchers.tell(BUSY);
    StepVerifier.create(watch.statuses()).expectNext(IDLE).verifyComplete();
    StepVerifier.create(watch.gone()).expectNext(CloseReason.EXPIRED).verifyComplete();
  }
}
