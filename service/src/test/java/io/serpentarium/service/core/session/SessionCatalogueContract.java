package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.tenancy.Tenant;
import org.junit.jupiter.api.Test;

/** What each adapter of {@link SessionCatalogue} does. */
public interface SessionCatalogueContract {

  Tenant ALICE = TestSessions.tenant("alice");
  Tenant BOB = TestSessions.tenant("bob");

  SessionCatalogue catalogue();

  /** Makes a session on this node, created at a second of the epoch. */
  void place(Tenant owner, String id, long second);

  @Test
  default void listsATenantsSessionsOldestFirstPageByPage() {
    place(ALICE, "ses_c", 1);
    place(ALICE, "ses_a", 2);
    place(BOB, "ses_x", 2);
    place(ALICE, "ses_b", 2);
    assertThat(TestSessions.ids(catalogue().list(ALICE, null, 9)))
        .containsExactly("ses_c", "ses_a", "ses_b");
    SessionInfo second = catalogue().list(ALICE, null, 2).getLast();
    assertThat(second.id()).isEqualTo("ses_a");
    assertThat(TestSessions.ids(catalogue().list(ALICE, Cursor.of(second), 9)))
        .containsExactly("ses_b");
    assertThat(catalogue().list(TestSessions.tenant("carol"), null, 9)).isEmpty();
  }

  @Test
  default void findsOnlyATenantsOwn() {
    place(ALICE, "ses_a", 1);
    assertThat(catalogue().find(ALICE, "ses_a").id()).isEqualTo("ses_a");
    assertThatThrownBy(() -> catalogue().find(BOB, "ses_a"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
    assertThatThrownBy(() -> catalogue().find(ALICE, "ses_b"))
        .matches(failure -> ServiceFailure.is(failure, FailureCode.SESSION_NOT_FOUND));
  }

  @Test
  default void removesNothingThatANodeHas() {
    place(ALICE, "ses_a", 1);
    assertThat(catalogue().removeUnheld(ALICE, "ses_a")).isFalse();
    assertThat(catalogue().removeUnheld(ALICE, "ses_b")).isFalse();
    assertThat(catalogue().find(ALICE, "ses_a").id()).isEqualTo("ses_a");
  }
}
