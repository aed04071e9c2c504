package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.HttpTest;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Questions of editors; the scripted sandbox answers with the value of the code itself. */
class QuestionsTest extends HttpTest {

  @Test
  void asksWithoutATrace() {
    String session = api.session();
    assertThat(
            complete(
                session, "value {\"matches\": [\"zip\", \"zlib\"], \"start\": 1, \"end\": 5}", 5))
        .isEqualTo("{\"matches\":[\"zip\",\"zlib\"],\"start\":1,\"end\":5}");
    assertThat(Objects.requireNonNull(sandbox.latest().lastRequest()).kept()).isFalse();
  }

  @Test
  void describes() {
    assertThat(
            inspect(api.session(), "value {\"found\": true, \"data\": {\"text/plain\": \"x\"}}", 1))
        .isEqualTo("{\"found\":true,\"data\":{\"text/plain\":\"x\"}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "print x",
        "raise ValueError x",
        "exit 1",
        "limit WALL_TIME",
        "value nonsense",
        "value []",
        "value {}",
        "value {\"matches\": 1, \"start\": \"a\", \"end\": [], \"found\": {}, \"data\": 1}",
        "value {\"matches\": [1, {}], \"start\": 2, \"end\": -1, \"found\": true, \"data\": []}"
      })
  void whatAProgramMakesOfAQuestionIsAnEmptyAnswer(String code) {
    assertThat(complete(api.session(), code, 2))
        .isEqualTo("{\"matches\":[],\"start\":2,\"end\":2}");
    assertThat(inspect(api.session(), code, 2)).isEqualTo("{\"found\":false,\"data\":{}}");
  }

  @Test
  void placesAreWithinTheCode() {
    assertThat(complete(api.session(), "value {\"start\": -7, \"end\": 9999}", 3))
        .isEqualTo("{\"matches\":[],\"start\":0,\"end\":32}");
  }

  @Test
  void halvesOfCharactersAreReplaced() {
    assertThat(
            complete(api.session(), "value {\"matches\": [\"a\\ud83d\", \"\\ud83d\\ude00\"]}", 0))
        .startsWith("{\"matches\":[\"a?\",\"\ud83d\ude00\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"code\": \"ab\", \"cursor\": 3} | /cursor",
        "{\"code\": \"\ud83d\ude00\", \"cursor\": 2} | /cursor",
        "{\"code\": \"ab\", \"cursor\": -1} | /cursor",
        "{\"code\": \"ab\", \"cursor\": 1.5} | /cursor",
        "{\"code\": \"ab\"} | /cursor",
        "{\"cursor\": 0} | /code"
      })
  void refusesBadFields(String body, String pointer) {
    String session = api.session();
    for (String question : new String[] {"/complete", "/inspect"}) {
      api.expectProblem(api.post(session + question, body), 400, "validation")
          .jsonPath("$.errors[0].pointer")
          .isEqualTo(pointer);
    }
  }

  @Test
  void refusesMoreDetail() {
    api.expectProblem(
            api.post(api.session() + "/inspect", "{\"code\": \"\", \"cursor\": 0, \"detail\": 2}"),
            400,
            "validation")
        .jsonPath("$.errors[0].pointer")
        .isEqualTo("/detail");
  }

  @Test
  void aBusySessionAnswersNothing() {
    String session = api.session();
    try (EventReader events =
        new EventReader(api, session, "{\"code\": \"wait\", \"stdin_open\": true}")) {
      assertThat(events.next()).startsWith("started");
      api.expectProblem(api.post(session + "/complete", body("a", 1)), 409, "session_busy");
      api.expectProblem(api.post(session + "/inspect", body("a", 1)), 409, "session_busy");
    }
    api.expectProblem(
        api.post("/v1/sessions/ses_unknown/complete", body("a", 1)), 404, "session_not_found");
  }

  private String complete(String session, String code, int cursor) {
    return api.read(api.post(session + "/complete", body(code, cursor)).expectStatus().isOk())
        .toString();
  }

  private String inspect(String session, String code, int cursor) {
    return api.read(api.post(session + "/inspect", body(code, cursor)).expectStatus().isOk())
        .toString();
  }

  private static String body(String code, int cursor) {
    JsonMapper json = JsonMapper.shared();
    return json.createObjectNode().put("code", code).put("cursor", cursor).toString();
  }
}
