package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Session;
import io.serpentarium.service.testing.HttpTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

class SessionsTest extends HttpTest {

  @Test
  void makesASession() {
    JsonNode session =
        api.read(
            api.post(
                    "/v1/sessions",
                    "{\"idle_timeout_ms\": 60000, \"limits\": {\"cpu_time_ms\": 5}}")
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueMatches("Location", "/v1/sessions/ses_[0-9a-f]{32}"));
    assertThat(session.propertyNames())
        .containsExactly(
            "id", "state", "created_at", "last_used_at", "expires_at", "limits", "memory_bytes");
    assertThat(session.get("state").stringValue()).isEqualTo("idle");
    assertThat(session.get("created_at").stringValue()).endsWith("Z");
    assertThat(expiry(session)).isEqualTo(instant(session, "last_used_at").plusSeconds(60));
    assertThat(session.get("limits").toString())
        .isEqualTo(
            """
            {"wall_time_ms":30000,"cpu_time_ms":5,"memory_bytes":134217728,\
            "output_bytes":1048576,"disk_bytes":67108864}""");
    assertThat(session.get("memory_bytes").longValue()).isPositive();
  }

  @Test
  void makesASessionOfNoBody() {
    api.send(HttpMethod.POST, "/v1/sessions").expectStatus().isCreated();
  }

  @Test
  void putsFilesInPlace() {
    String session = api.session("{\"files\": [{\"path\": \"a/b\", \"content\": \"x\"}]}");
    api.get(session + "/files/a/b").expectStatus().isOk();
  }

  @Test
  void leavesNothingBehindWhenAFileIsRefused() {
    long before = sandbox.alive();
    api.expectProblem(
            api.post(
                "/v1/sessions",
                """
                {"files": [{"path": "a", "content": ""}, {"path": "../b", "content": ""}]}"""),
            400,
            "invalid_path")
        .jsonPath("$.errors[0].pointer")
        .isEqualTo("/files/1/path");
    assertThat(sandbox.alive()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"idle_timeout_ms\": 0} | 400 | validation",
        "{\"idle_timeout_ms\": \"1\"} | 400 | validation",
        "{\"idle_timeout_ms\": 86400001} | 400 | limit_too_high",
        "{\"limits\": {\"disk_bytes\": 268435457}} | 400 | limit_too_high",
        "{\"snapshot_id\": \"snp_1\"} | 404 | snapshot_not_found",
        "{\"code\": \"\"} | 400 | validation",
        "[] | 400 | validation"
      })
  void refusesWhatCannotBe(String body, int status, String code) {
    api.expectProblem(api.post("/v1/sessions", body), status, code);
  }

  @Test
  void showsASession() {
    String session = api.session();
    JsonNode shown = api.read(api.get(session).expectStatus().isOk());
    assertThat("/v1/sessions/" + shown.get("id").stringValue()).isEqualTo(session);
  }

  @Test
  void listsPageByPageInTheOrderOfMaking() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(api.session());
    }
    JsonNode first = page("/v1/sessions?limit=2");
    api.delete(made.get(1)).expectStatus().isNoContent();
    JsonNode second = page("/v1/sessions?limit=2&cursor=" + cursor(first));
    JsonNode third = page("/v1/sessions?limit=2&cursor=" + cursor(second));
    List<String> listed = new ArrayList<>();
    listed.addAll(addresses(first));
    listed.addAll(addresses(second));
    listed.addAll(addresses(third));
    assertThat(listed).isEqualTo(made);
    assertThat(third.get("next_cursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=-1",
        "limit=201",
        "limit=x",
        "limit=",
        "limit=1.5",
        "cursor=x",
        "cursor=",
        "cursor=%ff",
        "cursor=MjAyNiA"
      })
  void refusesBadPages(String query) {
    api.expectProblem(api.get("/v1/sessions?" + query), 400, "validation")
        .jsonPath("$.errors[0].pointer")
        .isEqualTo("/" + query.substring(0, query.indexOf('=')));
  }

  @Test
  void deletesASession() {
    String session = api.session();
    api.delete(session).expectStatus().isNoContent().expectBody().isEmpty();
    assertThat(sandbox.latest().state()).isEqualTo(Session.State.CLOSED);
    api.expectProblem(api.get(session), 404, "session_not_found");
    api.expectProblem(api.delete(session), 404, "session_not_found");
  }

  @Test
  void endsWhatNobodyUses() {
    String session = api.session("{\"idle_timeout_ms\": 3600000}");
    clock.advance(Duration.ofMinutes(59));
    api.execute(session, "print x");
    JsonNode used = api.read(api.get(session));
    assertThat(Duration.between(instant(used, "created_at"), expiry(used)))
        .isGreaterThanOrEqualTo(Duration.ofMinutes(119));
    clock.advance(Duration.ofMinutes(59));
    api.get(session).expectStatus().isOk();
    clock.advance(Duration.ofMinutes(2));
    api.expectProblem(api.get(session), 404, "session_not_found");
    Awaitility.await().until(() -> sandbox.latest().state() == Session.State.CLOSED);
  }

  @Test
  void holdsOnlySoManySessions() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      made.add(api.session());
    }
    api.expectProblem(
        api.post("/v1/sessions", "{}").expectHeader().valueEquals("Retry-After", "1"),
        503,
        "node_saturated");
    api.delete(made.getFirst());
    api.session();
  }

  @Test
  void answersForALostSessionUntilItIsDeleted() {
    String session = api.session();
    assertThat(api.execute(session, "crash").get("session_state").stringValue()).isEqualTo("lost");
    api.expectProblem(api.get(session), 410, "session_lost");
    api.expectProblem(api.post(session + "/executions", api.code("print x")), 410, "session_lost");
    api.expectProblem(api.get(session + "/files"), 410, "session_lost");
    api.expectProblem(api.post(session + "/stdin", "{\"eof\": true}"), 410, "session_lost");
    api.expectProblem(api.send(HttpMethod.POST, session + "/interrupt"), 410, "session_lost");
    api.expectProblem(api.send(HttpMethod.POST, session + "/tickets"), 410, "session_lost");
    assertThat(addresses(page("/v1/sessions"))).doesNotContain(session);
    api.delete(session).expectStatus().isNoContent();
    api.expectProblem(api.get(session), 404, "session_not_found");
  }

  @Test
  void saysWhatTheNodeIs() {
    JsonNode info = api.read(api.get("/v1/info").expectStatus().isOk());
    assertThat(info.propertyNames())
        .containsExactly(
            "name",
            "version",
            "python",
            "engine",
            "isolation",
            "confinement",
            "packages",
            "templates",
            "limits",
            "default_limits");
    assertThat(info.at("/python/version").stringValue()).isEqualTo("3.13.15");
    assertThat(info.at("/python/artifact_sha256").stringValue()).hasSize(64);
    assertThat(info.at("/limits/wall_time_ms").longValue()).isEqualTo(300_000);
    assertThat(info.at("/default_limits/wall_time_ms").longValue()).isEqualTo(30_000);
  }

  private JsonNode page(String path) {
    return api.read(api.get(path).expectStatus().isOk());
  }

  private static List<String> addresses(JsonNode page) {
    return page.get("items").findValuesAsString("id").stream()
        .map(id -> "/v1/sessions/" + id)
        .toList();
  }

  private static String cursor(JsonNode page) {
    return page.get("next_cursor").stringValue();
  }

  private static Instant expiry(JsonNode session) {
    return instant(session, "expires_at");
  }

  private static Instant instant(JsonNode session, String key) {
    return Instant.parse(session.get(key).stringValue());
  }
}
