package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.confinement.Isolation;
import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.RedisServer;
import io.serpentarium.service.testing.ServiceProcess;
import io.serpentarium.service.testing.Tenants;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The whole service, confined and with its guests in workers, does all that it does otherwise. */
class ConfinementIT {

  @ParameterizedTest
  @EnumSource
  void nothingNeedsWhatIsGivenUp(Isolation isolation) throws IOException {
    try (RedisServer redis = RedisServer.start()) {
      List<ServiceProcess> pods =
          ServiceProcess.start(
              redis,
              1,
              "--serpentarium.confinement=required",
              "--serpentarium.engine.name=%s"
                  .formatted(isolation == Isolation.NONE ? "auto" : "ffm"),
              "--serpentarium.isolation=%s".formatted(isolation.wireName()),
              "--serpentarium.sessions.hibernate-after=500ms");
      try (ServiceProcess pod = pods.getFirst()) {
        Api api = pod.as(Tenants.ALICE);
        assertThat(api.read(api.get("/v1/info")).get("isolation").stringValue())
            .isEqualTo(isolation.wireName());
        use(api);
      }
    }
  }

  @Test
  void sessionsGoOnWithTheirCheckpointsWhenTheirWorkerEnds() throws IOException {
    try (RedisServer redis = RedisServer.start()) {
      List<ServiceProcess> pods =
          ServiceProcess.start(
              redis, 1, "--serpentarium.engine.name=ffm", "--serpentarium.isolation=tenant");
      try (ServiceProcess pod = pods.getFirst()) {
        Api api = pod.as(Tenants.ALICE);
        String kept = api.session();
        String lost = api.session("{\"checkpoint\": \"never\"}");
        api.execute(kept, "x = 5");
        api.execute(lost, "x = 5");
        pod.process().children().forEach(ProcessHandle::destroyForcibly);
        Awaitility.await()
            .untilAsserted(
                () ->
                    api.post(lost + "/executions", "{\"code\": \"x\"}")
                        .expectStatus()
                        .isEqualTo(410));
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(
                () -> api.post(kept + "/executions", "{\"code\": \"1\"}").expectStatus().isOk());
        assertThat(api.execute(kept, "x").get("result").stringValue()).isEqualTo("5");
      }
    }
  }

  private static void use(Api api) {
    assertThat(api.read(api.get("/v1/info")).get("confinement").stringValue()).isEqualTo("seccomp");
    String session = api.session();
    assertThat(api.execute(session, "x = 6 * 7\nx").get("result").stringValue()).isEqualTo("42");
    assertThat(api.execute(session, "open('f', 'w').write('kept')").get("status").stringValue())
        .isEqualTo("completed");
    JsonNode killed =
        api.read(
            api.post(
                session + "/executions",
                """
                {"code": "try:\\n while True: pass\\nfinally:\\n while True: pass",
                 "limits": {"wall_time_ms": 300}}"""));
    assertThat(killed.get("status").stringValue()).isEqualTo("limit_exceeded");
    JsonNode snapshot = api.read(api.post(session + "/snapshots", "{}").expectStatus().isCreated());
    Awaitility.await()
        .until(() -> api.read(api.get(session)).get("state").stringValue().equals("hibernated"));
    assertThat(api.execute(session, "x, open('f').read()").get("result").stringValue())
        .isEqualTo("(42, 'kept')");
    String other =
        api.session("{\"snapshot_id\": \"%s\"}".formatted(snapshot.get("id").stringValue()));
    assertThat(api.execute(other, "x").get("result").stringValue()).isEqualTo("42");
  }
}
