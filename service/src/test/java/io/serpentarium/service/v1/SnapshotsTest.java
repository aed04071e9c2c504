package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.HttpTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

class SnapshotsTest extends HttpTest {

  @Autowired private Ledger ledger;

  private final List<String> captured = new ArrayList<>();

  @AfterEach
  void deleteSnapshots() {
    captured.forEach(snapshot -> api.delete("/v1/snapshots/" + snapshot));
  }

  @Test
  void capturesAndShowsASnapshot() {
    String session = api.session();
    JsonNode snapshot =
        api.read(
            api.send(HttpMethod.POST, session + "/snapshots")
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueMatches("Location", "/v1/snapshots/snp_[0-9a-f]{32}"));
    assertThat(snapshot.propertyNames())
        .containsExactly("id", "session_id", "size_bytes", "created_at");
    assertThat(session).endsWith(snapshot.get("session_id").stringValue());
    assertThat(snapshot.get("size_bytes").longValue()).isPositive();
    String address = "/v1/snapshots/" + snapshot.get("id").stringValue();
    assertThat(api.read(api.get(address).expectStatus().isOk())).isEqualTo(snapshot);
    api.delete(address).expectStatus().isNoContent();
    api.expectProblem(api.get(address), 404, "snapshot_not_found");
    api.expectProblem(api.delete(address), 404, "snapshot_not_found");
  }

  @Test
  void putsACapturedStateBack() {
    String session = api.session();
    api.execute(session, "save a before");
    String snapshot = capture(session);
    api.execute(session, "save a after");
    JsonNode restored =
        api.read(api.post(session + "/restore", snapshotBody(snapshot)).expectStatus().isOk());
    assertThat(session).endsWith(restored.get("id").stringValue());
    assertThat(file(session, "a")).isEqualTo("before");
  }

  @Test
  void startsASessionFromASnapshotWhoseSessionIsGone() {
    String session = api.session();
    api.execute(session, "save a captured");
    String snapshot = capture(session);
    api.delete(session);
    String other =
        api.session(
            """
            {"snapshot_id": "%s", "files": [{"path": "b", "content": "more"}]}"""
                .formatted(snapshot));
    assertThat(file(other, "a")).isEqualTo("captured");
    assertThat(file(other, "b")).isEqualTo("more");
  }

  @Test
  void forksALiveSession() {
    String session = api.session("{\"idle_timeout_ms\": 60000}");
    api.execute(session, "save a shared");
    JsonNode forks =
        api.read(api.post(session + "/fork", "{\"count\": 3}").expectStatus().isCreated());
    List<String> copies =
        forks.get("items").findValuesAsString("id").stream()
            .map(id -> "/v1/sessions/" + id)
            .toList();
    assertThat(copies).hasSize(3).doesNotHaveDuplicates().doesNotContain(session);
    api.execute(copies.getFirst(), "save a mine");
    assertThat(file(copies.getFirst(), "a")).isEqualTo("mine");
    assertThat(file(copies.getLast(), "a")).isEqualTo("shared");
    assertThat(file(session, "a")).isEqualTo("shared");
    api.delete(copies.getLast()).expectStatus().isNoContent();
    api.get(copies.getFirst()).expectStatus().isOk();
  }

  @Test
  void forksAllOrNone() {
    String session = api.session();
    long before = sandbox.alive();
    api.expectProblem(api.post(session + "/fork", "{\"count\": 20}"), 503, "node_saturated");
    assertThat(sandbox.alive()).isEqualTo(before);
    api.post(session + "/fork", "{\"count\": 19}").expectStatus().isCreated();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/undo | {} | 400 | validation",
        "/undo | {\"executions\": 0} | 400 | validation",
        "/undo | {\"executions\": 1001} | 400 | validation",
        "/fork | {} | 400 | validation",
        "/fork | {\"count\": 0} | 400 | validation",
        "/fork | {\"count\": 101} | 400 | validation",
        "/fork | {\"count\": 1.5} | 400 | validation",
        "/fork | {\"count\": 99999999999999999999} | 400 | validation",
        "/fork | {\"count\": 1, \"other\": 1} | 400 | validation",
        "/restore | {} | 400 | validation",
        "/restore | {\"snapshot_id\": 1} | 400 | validation",
        "/restore | {\"snapshot_id\": \"snp_0\"} | 404 | snapshot_not_found"
      })
  void refusesWhatCannotBe(String operation, String body, int status, String code) {
    api.expectProblem(api.post(api.session() + operation, body), status, code);
  }

  @Test
  void refusesASessionThatExecutes() {
    String session = api.session();
    String snapshot = capture(session);
    String waiting = "{\"code\": \"wait\"}";
    try (EventReader events = new EventReader(api, session, waiting)) {
      assertThat(events.next()).startsWith("started");
      api.expectProblem(api.send(HttpMethod.POST, session + "/snapshots"), 409, "session_busy");
      api.expectProblem(api.post(session + "/fork", "{\"count\": 1}"), 409, "session_busy");
      api.expectProblem(api.post(session + "/undo", "{\"executions\": 1}"), 409, "session_busy");
      api.expectProblem(
          api.post(session + "/restore", snapshotBody(snapshot)), 409, "session_busy");
      api.send(HttpMethod.POST, session + "/interrupt").expectStatus().isAccepted();
    }
  }

  @Test
  void answersForSessionsThatAreGone() {
    String lost = api.session();
    String snapshot = capture(lost);
    api.execute(lost, "crash");
    api.expectProblem(api.send(HttpMethod.POST, lost + "/snapshots"), 410, "session_lost");
    api.expectProblem(api.post(lost + "/fork", "{\"count\": 1}"), 410, "session_lost");
    api.expectProblem(api.post(lost + "/undo", "{\"executions\": 1}"), 410, "session_lost");
    api.expectProblem(api.post(lost + "/restore", snapshotBody(snapshot)), 410, "session_lost");
    api.delete(lost).expectStatus().isNoContent();
    String missing = "/v1/sessions/ses_0";
    api.expectProblem(api.send(HttpMethod.POST, missing + "/snapshots"), 404, "session_not_found");
    api.expectProblem(api.post(missing + "/fork", "{\"count\": 1}"), 404, "session_not_found");
    api.expectProblem(api.post(missing + "/undo", "{\"executions\": 1}"), 404, "session_not_found");
    api.expectProblem(
        api.post(missing + "/restore", snapshotBody(snapshot)), 404, "session_not_found");
  }

  @Test
  void keepsOnlySoManySnapshots() {
    String session = api.session();
    for (int i = 0; i < 3; i++) {
      capture(session);
    }
    String last = capture(session);
    api.expectProblem(api.send(HttpMethod.POST, session + "/snapshots"), 507, "storage_full");
    api.delete("/v1/snapshots/" + last);
    capture(session);
  }

  @Test
  void takesExecutionsBack() {
    String session = api.session("{\"history\": 2}");
    for (String content : List.of("one", "two", "three")) {
      api.execute(session, "save a " + content);
    }
    api.expectProblem(api.post(session + "/undo", "{\"executions\": 3}"), 409, "history_exceeded");
    JsonNode undone =
        api.read(api.post(session + "/undo", "{\"executions\": 2}").expectStatus().isOk());
    assertThat(session).endsWith(undone.get("id").stringValue());
    assertThat(file(session, "a")).isEqualTo("one");
    api.expectProblem(api.post(session + "/undo", "{\"executions\": 1}"), 409, "history_exceeded");
  }

  @Test
  void remembersNothingUnlessAsked() {
    String session = api.session();
    api.execute(session, "save a one");
    api.expectProblem(api.post(session + "/undo", "{\"executions\": 1}"), 409, "history_exceeded");
  }

  @Test
  void capsTheHistory() {
    api.session("{\"history\": 20}");
    api.expectProblem(api.post("/v1/sessions", "{\"history\": 21}"), 400, "limit_too_high");
    api.expectProblem(api.post("/v1/sessions", "{\"history\": 1001}"), 400, "validation");
    api.expectProblem(api.post("/v1/sessions", "{\"history\": -1}"), 400, "validation");
  }

  @Test
  void exportsAndImports() {
    String session = api.session();
    api.execute(session, "save a far");
    String address = "/v1/snapshots/" + capture(session);
    byte[] content =
        api.bytes(
            api.get(address + "/content")
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .expectHeader()
                .valueMatches(
                    "Content-Disposition", "attachment; .*snp_[0-9a-f]{32}\\.snapshot.*"));
    JsonNode imported = api.read(upload(content).expectStatus().isCreated());
    captured.add(imported.get("id").stringValue());
    assertThat(imported.get("session_id").isNull()).isTrue();
    assertThat(file(api.session(snapshotBody(captured.getLast())), "a")).isEqualTo("far");
  }

  @ParameterizedTest
  @CsvSource({
    "not_a_snapshot, 400, snapshot_invalid",
    "damaged, 400, snapshot_invalid",
    "unsupported_version, 409, snapshot_foreign",
    "foreign, 409, snapshot_foreign",
    "too_large, 422, snapshot_too_large",
    "not_signed, 409, snapshot_foreign",
    "unusable, 409, snapshot_unusable"
  })
  void refusesWhatIsNoSnapshotForIt(String content, int status, String code) {
    api.expectProblem(upload(content.getBytes(StandardCharsets.UTF_8)), status, code);
  }

  @Test
  void capsWhatLeavesAndComes() {
    int most = 100 << 10;
    captured.add(
        api.read(upload(new byte[most]).expectStatus().isCreated()).get("id").stringValue());
    api.expectProblem(upload(new byte[most + 1]), 413, "body_too_large");
    String session = api.session();
    api.put(session + "/files/a", new byte[most + 1]).expectStatus().isCreated();
    String address = "/v1/snapshots/" + capture(session) + "/content";
    api.expectProblem(api.get(address), 422, "snapshot_too_large");
    api.expectProblem(api.get("/v1/snapshots/snp_0/content"), 404, "snapshot_not_found");
  }

  @Test
  void holdsNoHeapOnceAnswersAreTaken() {
    captured.add(
        api.read(upload(new byte[100]).expectStatus().isCreated()).get("id").stringValue());
    api.bytes(api.get("/v1/snapshots/" + captured.getLast() + "/content").expectStatus().isOk());
    Awaitility.await().until(() -> ledger.held(Space.HEAP) == 0);
  }

  private ResponseSpec upload(byte[] content) {
    return api.client()
        .post()
        .uri("/v1/snapshots")
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .bodyValue(content)
        .exchange();
  }

  @Test
  void unusedSessionsHibernateAndWake() {
    String session = api.session();
    api.execute(session, "save a kept");
    clock.advance(Duration.ofMinutes(6));
    Awaitility.await().until(() -> state(session).equals("hibernated"));
    assertThat(file(session, "a")).isEqualTo("kept");
    assertThat(api.execute(session, "value 1").get("result").stringValue()).isEqualTo("1");
    assertThat(state(session)).isEqualTo("idle");
  }

  private String state(String session) {
    return api.read(api.get(session)).get("state").stringValue();
  }

  private String capture(String session) {
    JsonNode snapshot =
        api.read(api.send(HttpMethod.POST, session + "/snapshots").expectStatus().isCreated());
    captured.add(snapshot.get("id").stringValue());
    return captured.getLast();
  }

  private static String snapshotBody(String snapshot) {
    return "{\"snapshot_id\": \"%s\"}".formatted(snapshot);
  }

  private String file(String session, String path) {
    byte[] body = api.bytes(api.get(session + "/files/" + path).expectStatus().isOk());
    return new String(body, StandardCharsets.UTF_8);
  }
}
