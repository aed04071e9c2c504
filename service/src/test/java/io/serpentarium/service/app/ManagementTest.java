package io.serpentarium.service.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.HttpTest;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.test.web.server.LocalManagementPort;

class ManagementTest extends HttpTest {

  @LocalManagementPort int managementPort;
  @Autowired private HealthEndpointGroups groups;
  @Autowired private Loops loops;
  private Api management;

  @BeforeEach
  void reachTheManagementPort() {
    management = new Api(api.client(), managementPort);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz"})
  void isAliveAndReady(String path) {
    management.get(path).expectStatus().isOk().expectBody().jsonPath("$.status").isEqualTo("UP");
  }

  @Test
  void isAliveOnlyWhileItsLoopsAre() {
    assertThat(Objects.requireNonNull(groups.get("liveness")).isMember("loops")).isTrue();
    assertThat(loops.stalled()).isEmpty();
  }

  @Test
  void measures() {
    String before = scrape();
    String session = api.session();
    api.execute(session, "raise ValueError x");
    api.execute(session, "limit OUTPUT");
    api.delete(session);
    api.expectProblem(api.get(session), 404, "session_not_found");
    String after = scrape();
    for (String counter :
        List.of(
            "serpentarium_limits_met_total{limit=\"output\"}",
            "serpentarium_problems_total{code=\"session_not_found\"}")) {
      assertThat(valueOf(counter, after)).as(counter).isEqualTo(valueOf(counter, before) + 1);
    }
    assertThat(after)
        .contains(
            "serpentarium_sessions ",
            "serpentarium_pool_ready 1.0",
            "serpentarium_pool_target 2.0",
            "serpentarium_pool_hits_total 3.0",
            "serpentarium_pool_misses_total 4.0",
            "serpentarium_executing 0.0",
            "serpentarium_executions_seconds_bucket{status=\"raised\"",
            "serpentarium_executions_seconds_count{status=\"crashed\"}",
            "serpentarium_limits_met_total{limit=\"wall_time\"} ",
            "serpentarium_limits_met_total{limit=\"open_files\"} ",
            "serpentarium_problems_total{code=\"quota_exceeded\"} ",
            "serpentarium_interrupts_total ",
            "serpentarium_sessions_opened_total ",
            "serpentarium_sessions_closed_total{reason=\"deleted\"}",
            "serpentarium_sessions_closed_total{reason=\"expired\"}")
        .doesNotContain(session.substring(session.lastIndexOf('/') + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/info", "/actuator/env", "/actuator/heapdump"})
  void showsNothingElse(String path) {
    management.expectProblem(management.get(path), 404, "not_found");
  }

  private static double valueOf(String counter, String scrape) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(counter + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(counter.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private String scrape() {
    return Objects.requireNonNull(
        management
            .get("/actuator/prometheus")
            .expectStatus()
            .isOk()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody());
  }
}
