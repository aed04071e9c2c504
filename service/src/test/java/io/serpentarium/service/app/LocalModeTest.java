package io.serpentarium.service.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.tenancy.TenantStore;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

class LocalModeTest {

  @Test
  void startsOnLoopbackAddresses() {
    assertThat(localMode("127.0.0.1", "::1")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 127.0.0.1, server.address",
    "10.1.2.3, 127.0.0.1, server.address",
    "127.0.0.1, 0.0.0.0, management.server.address",
    "127.0.0.1, ::, management.server.address"
  })
  void refusesOthersInOneLine(String server, String management, String property) {
    assertThatThrownBy(() -> localMode(server, management))
        .isInstanceOfSatisfying(
            LocalMode.NotLoopbackException.class,
            refusal ->
                assertThat(description(refusal)).startsWith(property + " is ").hasLineCount(1));
  }

  private static String description(LocalMode.NotLoopbackException refusal) {
    return Objects.requireNonNull(new StartFailureAnalyzers.OfAddress().analyze(refusal))
        .getDescription();
  }

  private static LocalMode localMode(String server, String management) {
    Binder binder =
        new Binder(
            new MapConfigurationPropertySource(
                Map.of("server.address", server, "management.server.address", management)));
    return new LocalMode(
        TenantStore.none(),
        binder.bindOrCreate("server", ServerProperties.class),
        binder.bindOrCreate("management.server", ManagementServerProperties.class));
  }
}
