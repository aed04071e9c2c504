package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.PythonTest;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What programs and clients do to harm the service: it answers, and stays as it was. */
class HostileProgramsIT extends PythonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import socket; socket.create_connection(('127.0.0.1', 22))",
        "import socket; socket.create_connection(('example.org', 80))",
        "import os; os.listdir('/etc')",
        "open('/etc/passwd').read()",
        "open('/proc/self/environ').read()",
        "import subprocess; subprocess.run(['ls'])",
        "import os; os.fork()",
        "import threading; threading.Thread(target=print).start()"
      })
  void findsNothingOfTheHost(String code) {
    String session = api.session();
    assertThat(api.execute(session, code).get("status").stringValue()).isEqualTo("raised");
    assertThat(value(session, "1 + 1")).isEqualTo("2");
  }

  @Test
  void seesNoEnvironmentOfTheHost() {
    assertThat(value(api.session(), "import os; dict(os.environ)"))
        .isEqualTo("{'HOME': '/sandbox', 'LANG': 'C.UTF-8', 'TMPDIR': '/tmp'}");
  }

  @Test
  void meetsItsMemoryLimitAndLives() {
    String session = api.session();
    JsonNode execution = api.execute(session, "x = 1\nb'a' * (1 << 30)");
    assertThat(execution.get("status").stringValue()).isEqualTo("raised");
    assertThat(execution.at("/error/name").stringValue()).isEqualTo("MemoryError");
    assertThat(value(session, "x")).isEqualTo("1");
  }

  @Test
  void meetsItsWallTimeLimit() {
    JsonNode execution = limited("while True: pass", "{\"wall_time_ms\": 500}");
    assertThat(execution.get("status").stringValue()).isEqualTo("limit_exceeded");
    assertThat(execution.get("limit").stringValue()).isEqualTo("wall_time");
    assertThat(execution.at("/usage/wall_ms").doubleValue()).isBetween(500.0, 5000.0);
  }

  @Test
  void meetsItsWallTimeLimitInsideC() {
    JsonNode execution = limited("10**10**8", "{\"wall_time_ms\": 500}");
    assertThat(execution.get("status").stringValue()).isEqualTo("limit_exceeded");
    assertThat(execution.at("/usage/wall_ms").doubleValue()).isLessThan(5000);
  }

  @Test
  void meetsItsOutputLimit() {
    JsonNode execution = limited("while True: print('x' * 999)", "{\"output_bytes\": 10000}");
    assertThat(execution.get("status").stringValue()).isEqualTo("limit_exceeded");
    assertThat(execution.get("limit").stringValue()).isEqualTo("output");
    assertThat(execution.get("stdout_truncated").booleanValue()).isTrue();
    assertThat(execution.get("stdout").stringValue()).hasSizeLessThanOrEqualTo(10_000);
  }

  @Test
  void exits() {
    String session = api.session();
    JsonNode execution = api.execute(session, "x = 1\nimport sys; sys.exit(3)");
    assertThat(execution.get("status").stringValue()).isEqualTo("exited");
    assertThat(execution.get("exit_code").intValue()).isEqualTo(3);
    assertThat(value(session, "x")).isEqualTo("1");
  }

  @Test
  void losesOnlyItsOwnSession() {
    String session = api.session("{\"limits\": {\"wall_time_ms\": 500}}");
    String neighbour = api.session();
    JsonNode execution = api.execute(session, "10**10**8");
    if (execution.get("session_state").stringValue().equals("lost")) {
      api.expectProblem(api.get(session), 410, "session_lost");
      api.expectProblem(api.post(session + "/executions", api.code("1")), 410, "session_lost");
    } else {
      assertThat(value(session, "1 + 1")).isEqualTo("2");
    }
    assertThat(value(neighbour, "1 + 1")).isEqualTo("2");
    api.delete(session).expectStatus().isNoContent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "os.abort()",
        "while True:\n  try:\n    while True: pass\n  except BaseException: pass"
      })
  void givesItsFilesBackWhenItRanOnceAndWasKilled(String end) {
    JsonNode execution =
        limited(
            "import os\nopen('out', 'w').write('x')\n" + end,
            "{\"wall_time_ms\": 300}, \"return_files\": [\"in\", \"out\", \"none\"],"
                + "\"files\": [{\"path\": \"in\", \"content\": \"y\"}]");
    assertThat(execution.get("status").stringValue()).isIn("crashed", "limit_exceeded");
    assertThat(execution.get("session_id").isNull()).isTrue();
    assertThat(execution.get("session_state").stringValue()).isEqualTo("lost");
    assertThat(execution.get("files").toString())
        .isEqualTo("[{\"path\":\"in\",\"content\":\"y\"},{\"path\":\"out\",\"content\":\"x\"}]");
  }

  @Test
  void isInterruptedWhenItsReaderIsGone() {
    String session = api.session();
    try (EventReader events =
        new EventReader(api, session, api.code("x = 1\nprint('on')\nwhile True: pass"))) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next()).contains("on");
    }
    Awaitility.await().until(() -> state(session).equals("idle"));
    assertThat(value(session, "x")).isEqualTo("1");
  }

  @Test
  void isStoppedWhenTheClientOfAProgramIsGone() throws IOException {
    try (SlowReader client = new SlowReader(port)) {
      client.post("/v1/executions", api.code("while True: pass"), "application/json");
      Awaitility.await().until(() -> executing() == 1);
    }
    Awaitility.await().until(() -> executing() == 0);
  }

  @Test
  void isStoppedWhenItsSessionIsDeleted() throws IOException {
    String session = api.session();
    try (SlowReader client = new SlowReader(port)) {
      client.post(session + "/executions", api.code("while True: pass"), "application/json");
      Awaitility.await().until(() -> state(session).equals("busy"));
      api.delete(session).expectStatus().isNoContent();
      client.readUntil("\"status\":\"crashed\"");
    }
    Awaitility.await().until(() -> executing() == 0);
  }

  @Test
  void isHeldBackByASlowReader() throws IOException {
    String session = api.session("{\"limits\": {\"output_bytes\": 16777216}}");
    String flood = api.code("for i in range(14000): print('x' * 1023)");
    try (SlowReader client = new SlowReader(port)) {
      client.post(session + "/executions", flood, "text/event-stream");
      Awaitility.await().until(() -> state(session).equals("busy"));
      Awaitility.await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(4))
          .until(() -> state(session).equals("busy"));
      assertThat(client.readUntil("event:result")).isGreaterThan(14_000 * 1024L);
    }
    assertThat(state(session)).isEqualTo("idle");
  }

  private JsonNode limited(String code, String limits) {
    String body = api.code(code).replaceFirst("}$", ", \"limits\": " + limits + "}");
    return api.read(api.post("/v1/executions", body).expectStatus().isOk());
  }

  private double executing() {
    String scraped =
        Objects.requireNonNull(
            new Api(api.client(), managementPort)
                .get("/actuator/prometheus")
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    return scraped
        .lines()
        .filter(line -> line.startsWith("serpentarium_executing "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .sum();
  }
}
