package io.serpentarium.service.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.core.tenancy.KeyMac;
import io.serpentarium.service.core.tenancy.SoleTenant;
import io.serpentarium.service.core.tenancy.TenantConfigurationException;
import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.ServiceTest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** A service that was told a key in its environment, and nothing else. */
@ServiceTest
@TestPropertySource(properties = "SERPENTARIUM_API_KEY=a-key+of/my:own")
class SoleTenantTest {

  private static final KeyMac MAC = new KeyMac("a secret for this test");

  @LocalServerPort private int port;
  @Autowired private WebTestClient client;
  @Autowired private ServerProperties server;

  @Test
  void listensOnEveryAddress() throws UnknownHostException {
    assertThat(Objects.requireNonNull(server.getAddress()).isAnyLocalAddress()).isTrue();
    client
        .get()
        .uri("http://%s:%d/v1/info".formatted(addressOfThisMachine(), port))
        .header(HttpHeaders.AUTHORIZATION, "Bearer a-key+of/my:own")
        .exchange()
        .expectStatus()
        .isOk();
  }

  private static String addressOfThisMachine() throws UnknownHostException {
    return InetAddress.getLocalHost().getHostAddress();
  }

  @Test
  void worksForWhoeverHasTheKey() {
    assertThat(as("Bearer a-key+of/my:own").run("value 42").get("result").stringValue())
        .isEqualTo("42");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer a-key+of/my:ow", "Bearer a-key+of/my:own2", "Bearer ", "x"})
  void refusesEverybodyElse(String authorization) {
    Api stranger = as(authorization);
    stranger.expectProblem(stranger.get("/v1/info"), 401, "unauthenticated");
  }

  @Test
  void opensNoDoorUnasked() {
    Api api = as("Bearer a-key+of/my:own");
    api.expectProblem(api.get("/api/v2/runtimes"), 404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "schlüssel-mit-umlaut", "line\nline", "nul\0nul-nul-nul"})
  void refusesKeysThatNoHeaderCanCarry(String key) {
    assertThatThrownBy(() -> new SoleTenant(key, MAC))
        .isInstanceOf(TenantConfigurationException.class)
        .hasMessageNotContaining(key);
  }

  private Api as(String authorization) {
    return new Api(
        client.mutate().defaultHeader(HttpHeaders.AUTHORIZATION, authorization).build(), port);
  }
}
