package io.serpentarium.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
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
    assertThatThrownBy(() -> configuration.clusterSecret(properties(secret, List.of())))
        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
        .hasMessageContaining("serpentarium.cluster.secret");
  }

  @Test
  void wantsAcceptedSecretsToBeAsLong() {
    ClusterProperties properties = properties("sixteen letters!", List.of("fifteen letters"));
    assertThatThrownBy(() -> configuration.clusterSecret(properties))
        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
        .hasMessageContaining("serpentarium.cluster.accepted-secrets");
  }

  @Test
  void listensForNodesWhereTheyReachIt() {
    assertThat(ClusterConfiguration.peerPort(reached("http://10.0.0.1:8082", null), 8080))
        .isEqualTo(8082);
    assertThat(ClusterConfiguration.peerPort(reached("http://10.0.0.1:80", 8082), 8080))
        .isEqualTo(8082);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://10.0.0.1", "http://10.0.0.1:8080"})
  void wantsAPortForNodesOnly(String address) {
    assertThatThrownBy(() -> ClusterConfiguration.peerPort(reached(address, null), 8080))
        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
        .hasMessageContaining("serpentarium.cluster.address");
  }

  @Test
  void showsNoSecret() {
    assertThat(properties("sixteen letters!", List.of("other letters")).toString())
        .doesNotContain("letters");
  }

  private static ClusterProperties properties(@Nullable String secret, List<String> accepted) {
    return properties(null, null, secret, accepted);
  }

  private static ClusterProperties reached(String address, @Nullable Integer port) {
    return properties(URI.create(address), port, null, List.of());
  }

  private static ClusterProperties properties(
      @Nullable URI address,
      @Nullable Integer port,
      @Nullable String secret,
      List<String> accepted) {
    return new ClusterProperties(
        "redis://user:letters@127.0.0.1",
        "letters",
        address,
        port,
        secret,
        accepted,
        Duration.ofSeconds(10),
        Duration.ofMinutes(5),
        Duration.ofSeconds(1),
        Duration.ZERO,
        DataSize.ofMegabytes(1));
  }
}
