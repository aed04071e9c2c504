package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionLostException;
import io.serpentarium.service.core.tenancy.Tenant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What each adapter of {@link StateKeeper} does. */
public interface StateKeeperContract {

  Tenant OWNER = TestSessions.tenant("alice");

  StateKeeper keeper();

  /** Makes a session of this node that the adapter knows, by {@link Placement#FIRST_EPOCH}. */
  SessionRecord place(Checkpoint checkpoint);

  @Test
  default void capturesAStateAtMostOnce() {
    SessionRecord session = place(Checkpoint.AFTER_EXECUTION);
    AtomicInteger captures = new AtomicInteger();
    keeper()
        .keep(
            session,
            Placement.FIRST_EPOCH,
            out -> {
              captures.incrementAndGet();
              out.write(1);
            });
    assertThat(captures).hasValueLessThanOrEqualTo(1);
  }

  @Test
  default void capturesNothingThatIsNotToBeKept() {
    SessionRecord session = place(Checkpoint.NEVER);
    assertThat(keeper().isDue(session, Placement.FIRST_EPOCH)).isFalse();
    keeper()
        .keep(
            session,
            Placement.FIRST_EPOCH,
            out -> {
              throw new AssertionError("captured");
            });
  }

  @Test
  default void keepsNothingOfASessionThatIsInUseOrLost() {
    SessionRecord session = place(Checkpoint.AFTER_EXECUTION);
    keeper()
        .keep(
            session,
            Placement.FIRST_EPOCH,
            out -> {
              throw new SessionBusyException();
            });
    keeper()
        .keep(
            session,
            Placement.FIRST_EPOCH,
            out -> {
              throw new SessionLostException();
            });
  }
}
