package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.service.core.admission.QuotaExceededException;
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import io.serpentarium.service.core.tenancy.TenantQuotas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node's sessions: how they are admitted, found, and given back on every path. */
class SessionRegistryTest {

  private static final Tenant ALICE = TestSessions.tenant("alice");
  private static final Tenant BOB = TestSessions.tenant("bob");

  private final TestSessions node = new TestSessions();
  private final SessionRegistry registry = node.registry();

  @Test
  void findsATenantsOwnOnly() {
    LiveSession made = node.create(node.live(), ALICE, "ses_1");
    assertThat(registry.find(ALICE, "ses_1")).isSameAs(made);
    assertThatThrownBy(() -> registry.find(BOB, "ses_1"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
  }

  @Test
  void opensNothingForWhichThereIsNoPlace() {
    fill();
    long opened = node.sandbox().opened();
    assertThatThrownBy(() -> node.create(node.live(), BOB, "ses_x"))
        .isInstanceOf(SandboxSaturatedException.class);
    assertThat(node.sandbox().opened()).isEqualTo(opened);
    node.live().end("ses_0", CloseReason.DELETED);
    node.create(node.live(), BOB, "ses_x");
  }

  @Test
  void makesAllOrNone() {
    LiveSessions live = node.live();
    LiveSession parent = node.create(live, ALICE, "ses_1");
    assertThatThrownBy(() -> live.fork(ALICE, parent, TestSessions.PLACES))
        .isInstanceOf(SandboxSaturatedException.class);
    assertThat(node.occupancy().taken(ALICE)).isOne();
    assertThat(live.fork(ALICE, parent, TestSessions.PLACES - 1))
        .hasSize(TestSessions.PLACES - 1)
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesMoreThanATenantMayHave() {
    TenantQuotas one = new TenantQuotas(1, 1, 1, 1, 1, 1);
    Tenant small = new Tenant("small", 1, false, Optional.empty(), one);
    node.create(node.live(), small, "ses_1");
    assertThatThrownBy(() -> node.create(node.live(), small, "ses_2"))
        .isInstanceOf(QuotaExceededException.class);
    node.live().end("ses_1", CloseReason.DELETED);
    node.create(node.live(), small, "ses_2");
  }

  @Test
  void givesThePlaceBackWhenOpeningFails() {
    node.sandbox().setFull(true);
    for (int i = 0; i <= TestSessions.PLACES; i++) {
      assertThatThrownBy(() -> node.create(node.live(), ALICE, "ses_1"))
          .isInstanceOf(SandboxSaturatedException.class)
          .hasMessage("no room");
    }
    node.sandbox().setFull(false);
    fill();
  }

  @Test
  void givesThePlaceBackWhenTheOthersCannotBeTold() {
    Placement away =
        new DelegatedPlacement() {
          @Override
          public void register(Tenant tenant, List<SessionRecord> sessions) {
            throw new DirectoryAwayException("away");
          }
        };
    requireNothingKept(node.live(away, new SoleNode()), DirectoryAwayException.class);
  }

  @Test
  void forgetsWhatCannotBeKeptFromTheBeginning() {
    DelegatedPlacement placement = new DelegatedPlacement();
    StateKeeper failing =
        new StateKeeper() {
          @Override
          public boolean isDue(SessionRecord session, long epoch) {
            return true;
          }

          @Override
          public void keep(SessionRecord session, long epoch, StateExport state) {
            throw new SessionMovedException();
          }
        };
    requireNothingKept(node.live(placement, failing), SessionMovedException.class);
    assertThat(placement.forgotten).containsExactly("ses_1");
  }

  private void requireNothingKept(LiveSessions live, Class<? extends Throwable> failure) {
    assertThatThrownBy(() -> node.create(live, ALICE, "ses_1")).isInstanceOf(failure);
    assertThat(registry.all()).isEmpty();
    assertThat(node.sandbox().alive()).isZero();
    assertThat(node.occupancy().taken(ALICE)).isZero();
    fill();
  }

  @Test
  void opensNothingWhileTheMachineIsShortOfMemory() {
    node.setShort(true);
    assertThatThrownBy(() -> node.create(node.live(), ALICE, "ses_1"))
        .isInstanceOf(SandboxSaturatedException.class);
    assertThat(node.sandbox().opened()).isZero();
    assertThat(node.occupancy().taken(ALICE)).isZero();
    node.setShort(false);
    fill();
  }

  @Test
  void addsNothingNewWhileTheNodeStops() {
    registry.refuse(true);
    assertThatThrownBy(() -> node.create(node.live(), ALICE, "ses_1"))
        .isInstanceOf(SandboxSaturatedException.class);
    node.adopt(ALICE, TestSessions.record("ses_2", ALICE, 1, Checkpoint.NEVER), 2);
    registry.refuse(false);
    node.create(node.live(), ALICE, "ses_1");
  }

  @Test
  void saysThatASessionHasLeftOnlyToItsOwner() {
    node.create(node.live(), ALICE, "ses_1");
    assertThat(node.local().handOver("ses_1", false, (session, epoch, state) -> {})).isTrue();
    assertThatThrownBy(() -> registry.find(ALICE, "ses_1"))
        .isInstanceOf(SessionMovedException.class);
    assertThatThrownBy(() -> registry.find(BOB, "ses_1"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
    node.local().forgetDeparted("ses_1");
    assertThatThrownBy(() -> registry.find(ALICE, "ses_1"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
  }

  @Test
  void staysWhenItCannotBeHandedOver() {
    LiveSession session = node.create(node.live(), ALICE, "ses_1");
    assertThatThrownBy(
            () ->
                node.local()
                    .handOver(
                        "ses_1",
                        false,
                        (record, epoch, state) -> {
                          assertThatThrownBy(session::use)
                              .isInstanceOf(SessionMovedException.class);
                          throw new SessionBusyException();
                        }))
        .isInstanceOf(SessionBusyException.class);
    assertThat(registry.find(ALICE, "ses_1").use()).isNotNull();
  }

  @Test
  void hasOnePlaceForASessionThatComesBackBeforeItHasDeparted() {
    SessionRecord session = TestSessions.record("ses_1", ALICE, 1, Checkpoint.NEVER);
    node.adopt(ALICE, session, 1);
    LiveSession leaving = registry.get("ses_1").orElseThrow();
    node.adopt(ALICE, session, 3);
    registry.depart(leaving);
    assertThat(node.occupancy().taken(ALICE)).isOne();
    assertThat(registry.all()).hasSize(1).doesNotContain(leaving);
    node.live().end("ses_1", CloseReason.DELETED);
    assertThat(node.occupancy().taken(ALICE)).isZero();
    assertThatThrownBy(() -> registry.find(ALICE, "ses_1"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
    fill();
  }

  @Test
  void dropsOnlyTheSessionOfTheEpoch() {
    node.adopt(ALICE, TestSessions.record("ses_1", ALICE, 1, Checkpoint.NEVER), 3);
    node.local().drop("ses_1", 2);
    assertThat(registry.get("ses_1")).isPresent();
    node.local().drop("ses_1", 3);
    assertThat(registry.get("ses_1")).isEmpty();
  }

  private void fill() {
    for (int i = 0; i < TestSessions.PLACES; i++) {
      node.create(node.live(), ALICE, "ses_" + i);
    }
  }

  private static class DelegatedPlacement implements Placement {

    private final List<String> forgotten = new ArrayList<>();

    @Override
    public void register(Tenant tenant, List<SessionRecord> sessions) {}

    @Override
    public void requireHeld(String id, long epoch) {}

    @Override
    public void forget(String id, long epoch) {
      forgotten.add(id);
    }
  }
}
