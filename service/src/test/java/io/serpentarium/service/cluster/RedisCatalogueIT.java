package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.core.session.Checkpoint;
import io.serpentarium.service.core.session.Placement;
import io.serpentarium.service.core.session.SessionCatalogue;
import io.serpentarium.service.core.session.SessionCatalogueContract;
import io.serpentarium.service.core.session.SessionInfo;
import io.serpentarium.service.core.session.SessionRecord;
import io.serpentarium.service.core.session.SessionState;
import io.serpentarium.service.core.session.TestSessions;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisCatalogueIT extends TwoPods implements SessionCatalogueContract {

  @Override
  public SessionCatalogue catalogue() {
    return pod().catalogue();
  }

  @Override
  public void place(Tenant owner, String id, long second) {
    SessionRecord session = TestSessions.record(id, owner, second, Checkpoint.NEVER);
    pod().sessions().adopt(owner, session, Placement.FIRST_EPOCH);
    pod().placement().register(owner, List.of(session));
  }

  @Test
  void listsSessionsOfOtherPods() {
    place(ALICE, "ses_a", 1);
    other().placement().register(ALICE, List.of(record("ses_b", 2)));
    assertThat(catalogue().list(ALICE, null, 9))
        .extracting(SessionInfo::id)
        .containsExactly("ses_a", "ses_b");
  }

  @Test
  void showsASessionThatNoPodHasAsAsleep() {
    release("ses_a");
    assertThat(catalogue().find(ALICE, "ses_a").state()).isEqualTo(SessionState.HIBERNATED);
    assertThat(catalogue().list(ALICE, null, 9))
        .extracting(SessionInfo::state)
        .containsExactly(SessionState.HIBERNATED);
  }

  @Test
  void removesASessionThatNoPodHas() {
    release("ses_a");
    assertThat(catalogue().removeUnheld(BOB, "ses_a")).isFalse();
    assertThat(catalogue().removeUnheld(ALICE, "ses_a")).isTrue();
    assertThat(catalogue().list(ALICE, null, 9)).isEmpty();
  }

  @Test
  void knowsThatTheStateOfADeadPodsSessionIsGone() {
    other().placement().register(ALICE, List.of(record("ses_a", 1)));
    other().die();
    assertThatThrownBy(() -> catalogue().find(ALICE, "ses_a"))
        .isInstanceOf(SessionLostException.class);
  }

  private void release(String id) {
    SessionRecord session = record(id, 1);
    other().placement().register(ALICE, List.of(session));
    other().states().release(session, Placement.FIRST_EPOCH, out -> out.write(1));
  }

  private static SessionRecord record(String id, long second) {
    return TestSessions.record(id, ALICE, second, Checkpoint.NEVER);
  }
}
