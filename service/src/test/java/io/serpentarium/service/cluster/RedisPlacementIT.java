package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.session.Checkpoint;
import io.serpentarium.service.core.session.Placement;
import io.serpentarium.service.core.session.PlacementContract;
import io.serpentarium.service.core.session.SessionMovedException;
import io.serpentarium.service.core.session.SessionRecord;
import io.serpentarium.service.core.session.TestSessions;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisPlacementIT extends RedisFixture implements PlacementContract {

  private static final SessionRecord ONE =
      TestSessions.record("ses_1", ALICE, 1, Checkpoint.AFTER_EXECUTION);
  private static final SessionRecord TWO = TestSessions.record("ses_2", ALICE, 2, Checkpoint.NEVER);

  private TestPod pod;

  @BeforeEach
  void start() {
    pod = new TestPod(link(), "a");
  }

  @Override
  public Placement placement() {
    return pod.placement();
  }

  @Test
  void registersNoneWhenTheTenantMayNotHaveAll() {
    Tenant one =
        new Tenant("alice", 1, false, Optional.empty(), new TenantQuotas(9, 9, 1, 9, 9, 9));
    assertThatThrownBy(() -> placement().register(one, List.of(ONE, TWO)))
        .isInstanceOf(QuotaExceededException.class);
    assertThat(pod.table().find("ses_1")).isInstanceOf(SessionLocation.Unknown.class);
    placement().register(one, List.of(TWO));
  }

  @Test
  void holdsNothingThatItNeverHad() {
    assertThatThrownBy(() -> placement().requireHeld("ses_1", Placement.FIRST_EPOCH))
        .isInstanceOf(SessionMovedException.class);
  }

  @Test
  void holdsOnlyByTheEpochByWhichItHasTheSession() {
    placement().register(ALICE, List.of(ONE));
    assertThatThrownBy(() -> placement().requireHeld("ses_1", 2))
        .isInstanceOf(SessionMovedException.class);
    placement().forget("ses_1", 2);
    placement().requireHeld("ses_1", Placement.FIRST_EPOCH);
  }

  @Test
  void endsHereWhatAnotherPodHasTaken() {
    pod.sessions().adopt(ALICE, ONE, Placement.FIRST_EPOCH);
    placement().register(ALICE, List.of(ONE));
    pod.states().keep(ONE, Placement.FIRST_EPOCH, out -> out.write(1));
    pod.die();
    new TestPod(link(), "b").take("ses_1");
    pod.claims().verify();
    assertThatThrownBy(() -> placement().requireHeld("ses_1", Placement.FIRST_EPOCH))
        .isInstanceOf(SessionMovedException.class);
    assertThat(pod.sessions().local().record("ses_1")).isEmpty();
  }

  @Test
  void forgetsLaterWhatEndedWhileRedisWasAway() {
    placement().register(ALICE, List.of(ONE));
    loseRedis();
    placement().forget("ses_1", Placement.FIRST_EPOCH);
    findRedis();
    assertThat(pod.table().find("ses_1")).isNotInstanceOf(SessionLocation.Unknown.class);
    pod.claims().catchUp();
    assertThat(pod.table().find("ses_1")).isInstanceOf(SessionLocation.Unknown.class);
  }
}
