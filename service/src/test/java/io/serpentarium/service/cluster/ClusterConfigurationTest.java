package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

class ClusterConfigurationTest {

  private final ClusterConfiguration configuration = new ClusterConfiguration();

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "fifteen letters")
  void wantsASecret(@Nullable String secret) {
    assertThatThrownBy(() -> configuration.peerSecret(properties(secret), Clock.systemUTC()))
        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
        .hasMessageContaining("serpentarium.cluster.secret");
  }

  @Test
  void showsNoSecret() {
    assertThat(properties("sixteen letters!").toString()).doesNotContain("letters");
  }

  private static ClusterProperties properties(@Nullable String secret) {
    return new ClusterProperties(
        "redis://user:letters@127.0.0.1",
        "letters",
        null,
        secret,
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        Duration.ofSeconds(1),
        Duration.ZERO,
        DataSize.ofMegabytes(1));
  }
}
