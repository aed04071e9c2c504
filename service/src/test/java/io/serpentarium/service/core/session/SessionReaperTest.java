package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.core.scheduling.Loops;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionReaperTest {

  private final TestSessions node = new TestSessions();
  private final SessionReaper reaper = node.reaper(new Loops(node.meters(), System::nanoTime));

  @AfterEach
  void stop() {
    reaper.stop();
  }

  @Test
  void hibernatesIdleSessionsBeforeTheirTimeOnlyWhileMemoryIsShort() {
    LiveSession session = node.create(node.live(), TestSessions.tenant("alice"), "ses_1");
    reaper.start();
    assertThat(session.info().state()).isEqualTo(SessionState.IDLE);
    node.setShort(true);
    await().until(() -> session.info().state() == SessionState.HIBERNATED);
    await().until(() -> node.meters().counter("serpentarium.sessions.shed").count() == 1);
  }
}
