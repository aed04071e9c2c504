package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.tenancy.Tenant;
import org.junit.jupiter.api.Test;

class DeparturesTest {

  private static final Tenant ALICE = TestSessions.tenant("alice");

  private final TestSessions node = new TestSessions();
  private final Departures departures = new Departures();

  @Test
  void areKnownToTheirOwnersUntilTheyAreForgotten() {
    departures.add(node.create(node.live(), ALICE, "ses_1"));
    assertThat(departures.contains("ses_1", "alice")).isTrue();
    assertThat(departures.contains("ses_1", "bob")).isFalse();
    assertThat(departures.contains("ses_2", "alice")).isFalse();
    departures.remove("ses_2");
    assertThat(departures.contains("ses_1", "alice")).isTrue();
    departures.remove("ses_1");
    departures.remove("ses_1");
    assertThat(departures.contains("ses_1", "alice")).isFalse();
  }
}
