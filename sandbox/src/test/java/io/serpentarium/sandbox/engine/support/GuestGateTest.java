package io.serpentarium.sandbox.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.Trap.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GuestGateTest {

  private final List<String> done = new ArrayList<>();
  private final GuestGate gate =
      new GuestGate(
          new Stopper() {
            @Override
            public void stop() {
              done.add("stop");
            }

            @Override
            public void restore() {
              done.add("restore");
            }
          });

  @Test
  void killStopsGuestCodeAndTheGuestsThreadRestores() {
    gate.enter();
    gate.kill(Kind.KILLED);
    assertThat(done).containsExactly("stop");
    gate.leave();
    gate.leave();
    assertThat(done).containsExactly("stop", "restore");
    assertTrapped(Kind.KILLED);
  }

  @Test
  void visitedGuestIsStoppedWhenItGoesOn() {
    gate.enter();
    gate.beginVisit();
    assertThat(gate.isHeld()).isTrue();
    gate.kill(Kind.DEADLINE);
    assertThat(done).isEmpty();
    assertThatThrownBy(gate::endVisit).isInstanceOf(Trap.class);
    assertThat(gate.isHeld()).isFalse();
    gate.stopVisited(Kind.KILLED);
    gate.stopAgain();
    assertThat(done).containsExactly("stop", "stop");
    gate.leave();
    assertThat(done).containsExactly("stop", "stop", "restore");
    assertTrapped(Kind.DEADLINE);
  }

  @Test
  void guestThatWasKilledBeforeItsVisitIsNotVisited() {
    gate.enter();
    gate.kill(Kind.KILLED);
    assertThatThrownBy(gate::beginVisit).isInstanceOf(Trap.class);
    gate.stopVisited(Kind.DEADLINE);
    assertThat(done).containsExactly("stop", "restore", "stop");
    assertTrapped(Kind.KILLED);
  }

  @Test
  void killOutsideStopsNothingAndKeepsTheGuestOut() {
    gate.kill(Kind.KILLED);
    assertThatThrownBy(gate::enter).isInstanceOf(Trap.class);
    assertThat(done).isEmpty();
    assertThat(gate.whileAlive(() -> done.add("access"))).isFalse();
  }

  @Test
  void firstKindStays() {
    gate.kill(Kind.DEADLINE);
    gate.kill(Kind.KILLED);
    assertTrapped(Kind.DEADLINE);
  }

  @Test
  void killOfAnInstanceThatIsClosedDoesNothing() {
    gate.enter();
    gate.close();
    gate.kill(Kind.KILLED);
    gate.killInside(Kind.DEADLINE, () -> true);
    assertThat(done).isEmpty();
    gate.requireAlive();
  }

  @Test
  void killInsideLeavesAHostFunctionAlone() {
    gate.killInside(Kind.DEADLINE, () -> true);
    gate.enter();
    gate.killInside(Kind.DEADLINE, () -> true);
    assertThat(done).containsExactly("stop");
    assertTrapped(Kind.DEADLINE);
  }

  @Test
  void killInsideWhoseReasonIsGoneLeavesTheGuestInside() {
    gate.enter();
    gate.killInside(Kind.DEADLINE, () -> false);
    gate.requireAlive();
    gate.leave();
    assertThat(done).isEmpty();
  }

  @Test
  void enforcementRepeatsAStopThatHasNotTakenEffect() {
    GuestDeadline deadline = new GuestDeadline(gate);
    gate.enter();
    deadline.enforce();
    assertThat(done).isEmpty();
    deadline.set(Duration.ZERO);
    deadline.enforce();
    deadline.enforce();
    assertThat(done).containsExactly("stop", "stop");
    gate.leave();
    deadline.enforce();
    assertThat(done).containsExactly("stop", "stop", "restore");
    assertTrapped(Kind.DEADLINE);
  }

  private void assertTrapped(Kind kind) {
    assertThatThrownBy(gate::requireAlive)
        .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(kind));
  }
}
