package io.serpentarium.service.edge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class DoorTest {

  private final MockEnvironment environment = new MockEnvironment();

  @Test
  void areAllOpenInLocalMode() {
    assertThat(OpenDoor.IsOpen.in(environment)).isEqualTo(EnumSet.allOf(Door.class));
    environment.setProperty("serpentarium.tenants.key", "");
    assertThat(OpenDoor.IsOpen.in(environment)).isEqualTo(EnumSet.allOf(Door.class));
  }

  @ParameterizedTest
  @CsvSource({"file, tenants.json", "inline, '{}'", "key, secret"})
  void areClosedToTenantsUntilListed(String property, String value) {
    environment.setProperty("serpentarium.tenants." + property, value);
    assertThat(OpenDoor.IsOpen.in(environment)).isEmpty();
    environment.setProperty("serpentarium.doors", "piston,judge0");
    assertThat(OpenDoor.IsOpen.in(environment)).containsExactlyInAnyOrder(Door.PISTON, Door.JUDGE0);
  }

  @Test
  void areThoseThatAreListed() {
    environment.setProperty("serpentarium.doors", "");
    assertThat(OpenDoor.IsOpen.in(environment)).isEmpty();
    environment.setProperty("serpentarium.doors", "e2b");
    assertThat(OpenDoor.IsOpen.in(environment)).containsExactly(Door.E2B);
    environment.setProperty("serpentarium.doors", "all");
    assertThat(OpenDoor.IsOpen.in(environment)).isEqualTo(EnumSet.allOf(Door.class));
  }

  @ParameterizedTest
  @CsvSource({"jugde0, judge0", "Piston, piston", "snackbox, snekbox", "al, all", "'', all"})
  void knowWhichNameWasMeant(String name, String nearest) {
    assertThatThrownBy(() -> Door.named(List.of("jobe", name)))
        .isInstanceOf(Door.UnknownException.class)
        .hasMessageContainingAll("\"" + name + "\"", "\"" + nearest + "\"")
        .extracting(Throwable::getMessage)
        .satisfies(message -> assertThat(message.toString()).hasLineCount(1));
    assertThat(Door.named(Set.of())).isEmpty();
  }
}
