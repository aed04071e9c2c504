package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.serpentarium.service.core.tenancy.Tenant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each adapter of {@link Placement} does. */
public interface PlacementContract {

  Tenant ALICE = TestSessions.tenant("alice");

  Placement placement();

  @Test
  default void holdsAllThatItRegistered() {
    placement()
        .register(
            ALICE,
            List.of(
                TestSessions.record("ses_1", ALICE, 1, Checkpoint.NEVER),
                TestSessions.record("ses_2", ALICE, 2, Checkpoint.NEVER)));
    placement().requireHeld("ses_1", Placement.FIRST_EPOCH);
    placement().requireHeld("ses_2", Placement.FIRST_EPOCH);
  }

  @Test
  default void registersAgainWhatItForgot() {
    SessionRecord session = TestSessions.record("ses_1", ALICE, 1, Checkpoint.NEVER);
    placement().register(ALICE, List.of(session));
    placement().forget("ses_1", Placement.FIRST_EPOCH);
    placement().register(ALICE, List.of(session));
    placement().requireHeld("ses_1", Placement.FIRST_EPOCH);
  }

  @Test
  default void forgetsWhatItNeverKnew() {
    assertThatCode(() -> placement().forget("ses_3", 7)).doesNotThrowAnyException();
  }
}
