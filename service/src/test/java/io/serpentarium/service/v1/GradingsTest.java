package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Session;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.HttpTest;
import io.serpentarium.service.testing.ScriptedSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

class GradingsTest extends HttpTest {

  private static final String MIXED =
      """
      {"code": "print hello", "tests": [
        {"id": "a", "check": "value 1"},
        {"id": "b", "expected_stdout": "hello", "comparison": "trim"},
        {"id": "c", "check": "raise AssertionError area of 2"},
        {"id": "d", "expected_stdout": "secret"}]}\
      """;

  @AfterEach
  void leavesNoSession() {
    Awaitility.await().until(() -> sandbox.alive() == 0);
  }

  @Test
  void answersEveryKeyInTheOrderOfTheTests() {
    JsonNode report = grade(MIXED);
    assertThat(report.propertyNames())
        .containsExactly("verdict", "passed", "total", "score", "maximum_score", "setup", "tests");
    assertThat(verdicts(report)).isEqualTo("a passed, b passed, c wrong_answer, d wrong_answer");
    assertThat(report.get("verdict").stringValue()).isEqualTo("wrong_answer");
    assertThat(report.get("passed").intValue()).isEqualTo(2);
    assertThat(report.get("total").intValue()).isEqualTo(4);
    assertThat(report.at("/setup/status").stringValue()).isEqualTo("completed");
    assertThat(report.at("/setup/session_id").isNull()).isTrue();
    JsonNode test = report.at("/tests/1");
    assertThat(test.propertyNames())
        .containsExactly(
            "id", "name", "verdict", "message", "points", "score", "visible", "stdout", "stderr",
            "error", "diff", "usage");
    assertThat(test.get("message").stringValue()).isEmpty();
    assertThat(test.get("stdout").stringValue()).isEqualTo("hello\n");
    assertThat(test.at("/usage/wall_ms").doubleValue()).isEqualTo(1.235);
    assertThat(report.at("/tests/2/message").stringValue()).isEqualTo("area of 2");
  }

  @Test
  void tellsNothingOfWhatIsExpected() {
    assertThat(grade(MIXED).toString()).doesNotContain("secret");
  }

  @Test
  void passesWhatPassesAll() {
    JsonNode report =
        grade(
            "{\"code\": \"print 1\", \"tests\": [{\"id\": \"a\", \"expected_stdout\": \"1\\n\"}]}");
    assertThat(report.get("verdict").stringValue()).isEqualTo("passed");
    assertThat(report.at("/setup/stdout").stringValue()).isEqualTo("1\n");
  }

  @Test
  void givesFilesStdinAndLimitsToEveryTest() {
    JsonNode report =
        grade(
            """
            {"code": "input ? ", "files": [{"path": "in.txt", "content": "x"}],
             "limits": {"wall_time_ms": 1500}, "tests": [
              {"id": "a", "stdin": "1\\n", "expected_stdout": "? 1\\n"},
              {"id": "b", "stdin": "2\\n", "expected_stdout": "? 2\\n"}]}\
            """);
    assertThat(report.get("passed").intValue()).isEqualTo(2);
    assertThat(sandbox.latest().limits().wallTime()).isEqualTo(Duration.ofMillis(1500));
    assertThat(sandbox.latest().files().read("in.txt")).containsExactly('x');
  }

  @Test
  void checksTheStateThatTheSetupLeftAndNoOther() {
    JsonNode report =
        grade(
            """
            {"code": "save made here", "tests": [
              {"id": "a", "check": "save other x"}, {"id": "b", "check": "value 1"}]}\
            """);
    assertThat(report.get("passed").intValue()).isEqualTo(2);
    assertThat(sandbox.latest().files().read("made"))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("here");
  }

  @ParameterizedTest
  @CsvSource({
    "raise NameError x, raised, The setup failed: NameError: x",
    "exit 3, raised, The setup failed: SystemExit: 3",
    "limit CPU_TIME, time_limit, The setup failed: It exceeded its limit of cpu_time.",
    "crash, crashed, The setup failed: The interpreter crashed."
  })
  void skipsTheChecksOfASetupThatFails(String code, String verdict, String message) {
    JsonNode report =
        grade(
            """
            {"code": "%s", "tests": [
              {"id": "a", "check": "value 1"}, {"id": "b", "expected_stdout": ""}]}\
            """
                .formatted(code));
    assertThat(report.get("verdict").stringValue()).isEqualTo(verdict);
    assertThat(verdicts(report)).isEqualTo("a skipped, b " + verdict);
    assertThat(report.at("/tests/0/message").stringValue()).isEqualTo(message);
    assertThat(report.at("/tests/0/usage/wall_ms").doubleValue()).isZero();
  }

  @Test
  void checksAProgramThatExitsWithZero() {
    JsonNode report =
        grade("{\"code\": \"exit 0\", \"tests\": [{\"id\": \"a\", \"check\": \"value 1\"}]}");
    assertThat(verdicts(report)).isEqualTo("a passed");
    assertThat(report.at("/setup/status").stringValue()).isEqualTo("exited");
  }

  @Test
  void stopsAtTheFirstFailureWhateverRuns() {
    String tests =
        IntStream.range(0, 50)
            .mapToObj("{\"id\": \"%d\", \"check\": \"value 1\"}"::formatted)
            .collect(Collectors.joining(", "));
    int before = sandbox.opened();
    JsonNode report =
        grade(
            """
            {"code": "print x", "stop_on_failure": true, "tests": [
              {"id": "first", "expected_stdout": "x\\n"},
              {"id": "bad", "check": "raise AssertionError no"},
              {"id": "waits", "check": "wait"}, %s]}\
            """
                .formatted(tests));
    assertThat(verdicts(report)).startsWith("first passed, bad wrong_answer, waits skipped, 0 ski");
    assertThat(report.get("tests").size()).isEqualTo(53);
    assertThat(report.get("total").intValue()).isEqualTo(53);
    assertThat(report.get("passed").intValue()).isEqualTo(1);
    assertThat(report.at("/tests/52/message").stringValue())
        .isEqualTo("An earlier test did not pass.");
    assertThat(sandbox.opened() - before).isLessThan(40);
  }

  @Test
  void goesOnWhenItIsNotToStop() {
    JsonNode report =
        grade(
            """
            {"code": "", "tests": [
              {"id": "a", "check": "exit 0"}, {"id": "b", "check": "value 1"}]}\
            """);
    assertThat(verdicts(report)).isEqualTo("a raised, b passed");
    assertThat(report.get("verdict").stringValue()).isEqualTo("raised");
  }

  @Test
  void tellsEachTestAndLastTheResult() {
    try (EventReader events = EventReader.of(api, "/v1/gradings", MIXED)) {
      for (int i = 0; i < 4; i++) {
        assertThat(events.next()).startsWith("test {\"id\":");
      }
      assertThat(events.next()).startsWith("result {\"verdict\":\"wrong_answer\",\"passed\":2");
    }
  }

  @Test
  void stopsWhatNobodyWaitsFor() {
    String unheard = "wait\nvalue unheard";
    EventReader events =
        EventReader.of(
            api,
            "/v1/gradings",
            """
            {"code": "", "tests": [
              {"id": "a", "check": "value 1"}, {"id": "b", "check": "wait\\nvalue unheard"}]}\
            """);
    try (events) {
      assertThat(events.next()).startsWith("test {\"id\":\"a\"");
      Awaitility.await().until(() -> sandbox.executing(unheard).isPresent());
    }
    ScriptedSession session = sandbox.executing(unheard).orElseThrow();
    Awaitility.await().until(() -> session.state() == Session.State.CLOSED);
    Awaitility.await().until(() -> Objects.requireNonNull(session.latest()).wasInterrupted());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"tests\": [{\"id\": \"a\", \"check\": \"\"}]} | /code",
        "{\"code\": \"\"} | /tests",
        "{\"code\": \"\", \"tests\": null} | /tests",
        "{\"code\": \"\", \"tests\": []} | /tests",
        "{\"code\": \"\", \"tests\": {}} | /tests",
        "{\"code\": \"\", \"tests\": [1]} | /tests/0",
        "{\"code\": \"\", \"tests\": [{\"check\": \"\"}]} | /tests/0/id",
        "{\"code\": \"\", \"tests\": [{\"id\": \"a\"}]} | /tests/0/expected_stdout",
        "{\"code\": \"\", \"tests\": [{\"id\": \"a\", \"check\": null}]} | /tests/0/check",
        "{\"code\": \"\", \"tests\": [{\"id\": 1, \"check\": \"\"}]} | /tests/0/id",
        "{\"code\": \"\", \"tests\": [{\"id\": \"a\", \"check\": \"\", \"stdin\": \"\"}]} |"
            + " /tests/0/stdin",
        "{\"code\": \"\", \"tests\": [{\"id\": \"a\", \"expected_stdout\": \"\", \"comparison\":"
            + " \"EXACT\"}]} | /tests/0/comparison",
        "{\"code\": \"\", \"tests\": [{\"id\": \"a\", \"check\": \"\"}, {\"id\": \"a\", \"check\":"
            + " \"\"}]} | /tests/1/id",
        "{\"code\": \"\", \"tests\": [{\"id\": \"a\", \"check\": \"\"}], \"stop_on_failure\": 1} |"
            + " /stop_on_failure",
        "{\"code\": \"\", \"tests\": [{\"id\": \"a\", \"check\": \"\"}], \"stdin\": \"\"} | /stdin"
      })
  void pointsToTheBadField(String body, String pointer) {
    api.expectProblem(api.post("/v1/gradings", body), 400, "validation")
        .jsonPath("$.errors.length()")
        .isEqualTo(1)
        .jsonPath("$.errors[0].pointer")
        .isEqualTo(pointer);
  }

  @Test
  void refusesTooManyTestsAndTooLongIds() {
    String tests = "1,".repeat(1_000) + "1";
    api.expectProblem(post("{\"code\": \"\", \"tests\": [%s]}".formatted(tests)), 400, "validation")
        .jsonPath("$.errors[0].reason")
        .isEqualTo("must have 1 to 1000 elements");
    String id = "x".repeat(201);
    api.expectProblem(
        post("{\"code\": \"\", \"tests\": [{\"id\": \"%s\", \"check\": \"\"}]}".formatted(id)),
        400,
        "validation");
  }

  @Test
  void refusesLimitsCodeAndFilesAsEverywhere() {
    String tests = "\"tests\": [{\"id\": \"a\", \"check\": \"value 1\"}]";
    api.expectProblem(
        post("{\"code\": \"\", \"limits\": {\"cpu_time_ms\": 999999999}, %s}".formatted(tests)),
        400,
        "limit_too_high");
    api.expectProblem(
        post(
            "{\"code\": \"\", \"files\": [{\"path\": \"../x\", \"content\": \"\"}], %s}"
                .formatted(tests)),
        400,
        "invalid_path");
    String large = "#".repeat((1 << 20) + 1);
    api.expectProblem(
        post("{\"code\": \"%s\", %s}".formatted(large, tests)), 413, "code_too_large");
    api.expectProblem(
        post("{\"code\": \"\", \"tests\": [{\"id\": \"a\", \"check\": \"%s\"}]}".formatted(large)),
        413,
        "code_too_large");
  }

  @Test
  void refusesEventsAsProblemsBeforeTheFirst() {
    ResponseSpec response =
        api.client()
            .post()
            .uri(api.uri("/v1/gradings"))
            .contentType(MediaType.APPLICATION_JSON)
            .accept(MediaType.TEXT_EVENT_STREAM)
            .bodyValue(
                "{\"code\": \"\", \"limits\": {\"cpu_time_ms\": 999999999}, \"tests\": [{\"id\":"
                    + " \"a\", \"check\": \"\"}]}")
            .exchange();
    api.expectProblem(response, 400, "limit_too_high");
  }

  @Test
  void saysThatTheNodeIsFull() {
    sandbox.setFull(true);
    try {
      api.expectProblem(post(MIXED).expectHeader().exists("Retry-After"), 503, "node_saturated");
    } finally {
      sandbox.setFull(false);
    }
  }

  private JsonNode grade(String body) {
    return api.read(post(body).expectStatus().isOk());
  }

  private ResponseSpec post(String body) {
    return api.post("/v1/gradings", body);
  }

  private static String verdicts(JsonNode report) {
    return report.get("tests").values().stream()
        .map(test -> test.get("id").stringValue() + " " + test.get("verdict").stringValue())
        .collect(Collectors.joining(", "));
  }
}
