package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.PythonTest;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

/** Captured, restored, forked, rolled-back and hibernated state, with the real Python over HTTP. */
@TestPropertySource(
    properties = {
      "serpentarium.sessions.hibernate-after=300ms",
      "serpentarium.sessions.reap-interval=50ms"
    })
class SnapshotsIT extends PythonTest {

  @Test
  void restoresVariablesAndFiles() {
    String session = api.session();
    api.execute(session, "x = [1, 2]\nwith open('f', 'w') as f: n = f.write('before')");
    JsonNode snapshot =
        api.read(api.send(HttpMethod.POST, session + "/snapshots").expectStatus().isCreated());
    api.execute(session, "x.append(3)\nwith open('f', 'w') as f: n = f.write('after')");
    String body = "{\"snapshot_id\": \"%s\"}".formatted(snapshot.get("id").stringValue());
    api.post(session + "/restore", body).expectStatus().isOk();
    assertThat(value(session, "x, open('f').read()")).isEqualTo("([1, 2], 'before')");
    String other = api.session(body);
    assertThat(value(other, "x, open('f').read()")).isEqualTo("([1, 2], 'before')");
    assertThat(snapshot.get("size_bytes").longValue()).isBetween(10_000L, 4_000_000L);
  }

  @Test
  void forksGoTheirOwnWays() {
    String session = api.session();
    api.execute(session, "import random\nx = 1");
    JsonNode forks =
        api.read(api.post(session + "/fork", "{\"count\": 3}").expectStatus().isCreated());
    List<String> copies =
        forks.get("items").findValuesAsString("id").stream()
            .map(id -> "/v1/sessions/" + id)
            .toList();
    copies.forEach(copy -> assertThat(value(copy, "x")).isEqualTo("1"));
    assertThat(value(copies.getFirst(), "x = 2\nx")).isEqualTo("2");
    assertThat(value(session, "x")).isEqualTo("1");
    assertThat(copies.stream().map(copy -> value(copy, "random.random()")).distinct()).hasSize(3);
  }

  @Test
  void givesTheSessionBackAfterTheWorstCell() {
    String session = api.session();
    api.execute(session, "x = 'kept'");
    JsonNode crash = api.execute(session, "x = 'gone'\nimport os; os.abort()");
    assertThat(crash.get("status").stringValue()).isEqualTo("crashed");
    assertThat(crash.get("session_state").stringValue()).isEqualTo("rolled_back");
    JsonNode stuck =
        api.read(
            api.post(
                    session + "/executions",
                    """
                    {"code": "x = 'gone'\\nwhile True:\\n try:\\n  while True: pass\\n except BaseException: pass",
                     "limits": {"wall_time_ms": 300}}""")
                .expectStatus()
                .isOk());
    assertThat(stuck.get("limit").stringValue()).isEqualTo("wall_time");
    assertThat(stuck.get("session_state").stringValue()).isEqualTo("rolled_back");
    assertThat(value(session, "x")).isEqualTo("'kept'");
  }

  @Test
  void takesExecutionsBack() {
    String session = api.session("{\"history\": 3}");
    api.execute(session, "x = 1");
    api.execute(session, "x = 2");
    api.execute(session, "del x");
    api.post(session + "/undo", "{\"executions\": 2}").expectStatus().isOk();
    assertThat(value(session, "x")).isEqualTo("1");
  }

  @Test
  void exportsAndImports() {
    String session = api.session();
    api.execute(session, "x = 'far'");
    String snapshot =
        api.read(api.send(HttpMethod.POST, session + "/snapshots")).get("id").stringValue();
    byte[] content =
        api.bytes(api.get("/v1/snapshots/" + snapshot + "/content").expectStatus().isOk());
    String imported = api.read(upload(content).expectStatus().isCreated()).get("id").stringValue();
    assertThat(value(api.session("{\"snapshot_id\": \"%s\"}".formatted(imported)), "x"))
        .isEqualTo("'far'");
    content[content.length / 2]++;
    api.expectProblem(upload(content), 400, "snapshot_invalid");
    content[20]++;
    api.expectProblem(upload(content), 409, "snapshot_foreign");
  }

  private ResponseSpec upload(byte[] content) {
    return api.client().post().uri("/v1/snapshots").bodyValue(content).exchange();
  }

  @Test
  void hibernatesAndWakes() {
    String session = api.session();
    api.execute(session, "x = 7");
    Awaitility.await().until(() -> state(session).equals("hibernated"));
    assertThat(value(session, "x")).isEqualTo("7");
  }
}
