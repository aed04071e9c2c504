package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.cluster.SessionTable.Taken;
import io.serpentarium.service.core.session.Checkpoint;
import io.serpentarium.service.core.session.Placement;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.session.SessionRecord;
import io.serpentarium.service.core.session.StateKeeper;
import io.serpentarium.service.core.session.StateKeeperContract;
import io.serpentarium.service.core.session.TestSessions;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisStatesIT extends TwoPods implements StateKeeperContract {

  private static final byte[] STATE = {1, 2, 3};
  private static final byte[] TOO_LARGE = new byte[TestPod.STATE_BYTES + 1];

  @Override
  public StateKeeper keeper() {
    return pod().states();
  }

  @Override
  public SessionRecord place(Checkpoint checkpoint) {
    SessionRecord session = TestSessions.record("ses_1", OWNER, 1, checkpoint);
    pod().placement().register(OWNER, List.of(session));
    return session;
  }

  @Test
  void keepsAStateForWhoGoesOnWithIt() {
    SessionRecord session = place(Checkpoint.AFTER_EXECUTION);
    assertThat(keeper().isDue(session, Placement.FIRST_EPOCH)).isTrue();
    keeper().keep(session, Placement.FIRST_EPOCH, out -> out.write(STATE));
    pod().die();
    Taken taken = other().take("ses_1");
    assertThat(taken.state().orElseThrow()).hasBinaryContent(STATE);
    assertThat(taken.epoch()).isEqualTo(2);
  }

  @Test
  void keepsNothingOfASessionThatAnotherPodHas() {
    SessionRecord session = place(Checkpoint.AFTER_EXECUTION);
    keeper().keep(session, Placement.FIRST_EPOCH, out -> out.write(STATE));
    pod().die();
    other().take("ses_1");
    assertThatThrownBy(
            () -> keeper().keep(session, Placement.FIRST_EPOCH, out -> out.write(TOO_LARGE)))
        .isInstanceOf(SessionMovedException.class);
    assertThat(keeper().isDue(session, Placement.FIRST_EPOCH)).as("to find out").isTrue();
  }

  @Test
  void dropsTheStateBeforeRatherThanKeepOneThatIsTooLarge() {
    SessionRecord session = place(Checkpoint.AFTER_EXECUTION);
    keeper().keep(session, Placement.FIRST_EPOCH, out -> out.write(STATE));
    keeper().keep(session, Placement.FIRST_EPOCH, out -> out.write(TOO_LARGE));
    pod().die();
    assertThat(other().take("ses_1").state()).isEmpty();
  }

  @Test
  void countsTheStatesOfATenant() {
    assertThat(pod().states().bytes(OWNER.id())).isZero();
    SessionRecord session = place(Checkpoint.AFTER_EXECUTION);
    keeper().keep(session, Placement.FIRST_EPOCH, out -> out.write(STATE));
    assertThat(other().states().bytes(OWNER.id())).isGreaterThan(STATE.length);
    keeper().keep(session, Placement.FIRST_EPOCH, out -> out.write(TOO_LARGE));
    assertThat(pod().states().bytes(OWNER.id())).isZero();
    pod().states().release(session, Placement.FIRST_EPOCH, out -> out.write(STATE));
    assertThat(pod().states().bytes(OWNER.id())).isPositive();
    assertThat(pod().table().forgetUnheld(session)).isTrue();
    assertThat(pod().states().bytes(OWNER.id())).isZero();
  }

  @Test
  void releasesASessionWithItsState() {
    SessionRecord session = place(Checkpoint.NEVER);
    pod().states().release(session, Placement.FIRST_EPOCH, out -> out.write(STATE));
    assertThat(pod().claims().holds("ses_1")).isFalse();
    assertThat(other().take("ses_1").state().orElseThrow()).hasBinaryContent(STATE);
  }

  @Test
  void releasesNothingWhoseStateIsTooLarge() {
    SessionRecord session = place(Checkpoint.NEVER);
    assertThatThrownBy(
            () ->
                pod().states().release(session, Placement.FIRST_EPOCH, out -> out.write(TOO_LARGE)))
        .isInstanceOf(RedisStates.StateTooLargeException.class);
    assertThat(pod().states().isTooLarge("ses_1")).isTrue();
    assertThat(pod().claims().holds("ses_1")).isTrue();
  }

  @Test
  void keepsLaterWhatCouldNotBeKept() {
    SessionRecord session = place(Checkpoint.AFTER_EXECUTION);
    pod().sessions().adopt(OWNER, session, Placement.FIRST_EPOCH);
    pod().states().catchUp();
    pod().die();
    assertThat(other().take("ses_1").state()).isPresent();
  }
}
