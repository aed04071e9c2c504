package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.PythonTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors ask the real Python. */
class QuestionsIT extends PythonTest {

  @Test
  void completesWhatTheSessionKnows() {
    String session = api.session();
    api.execute(session, "text_one = ''; text_two = ''");
    JsonNode found = ask(session, "complete", "x = '\ud83d\ude00'; text_", 14);
    assertThat(found.get("matches").toString()).isEqualTo("[\"text_one\",\"text_two\"]");
    assertThat(found.get("start").intValue()).isEqualTo(9);
    assertThat(found.get("end").intValue()).isEqualTo(14);
    assertThat(ask(session, "complete", "text_one.startsw", 16).get("matches").toString())
        .isEqualTo("[\"text_one.startswith\"]");
  }

  @Test
  void describesWhatTheSessionKnows() {
    String session = api.session();
    api.execute(session, "def double(number):\n    'Twice as much.'\n    return 2 * number");
    JsonNode found = ask(session, "inspect", "double(", 7);
    assertThat(found.get("found").booleanValue()).isTrue();
    assertThat(found.at("/data").get("text/plain").stringValue())
        .contains("Signature: double(number)", "Twice as much.");
    assertThat(ask(session, "inspect", "nowhere", 3).toString())
        .isEqualTo("{\"found\":false,\"data\":{}}");
  }

  @Test
  void leavesNothingBehind() {
    String session = api.session("{\"history\": 2}");
    api.execute(session, "n = 0");
    api.execute(
        session,
        "class A:\n  def __dir__(self):\n    global n; n += 1; print(n); return ['attribute']\n"
            + "a = A()");
    for (int time = 0; time < 3; time++) {
      assertThat(ask(session, "complete", "a.att", 5).get("matches").toString())
          .isEqualTo("[\"a.attribute\"]");
    }
    assertThat(value(session, "n")).isEqualTo("0");
    assertThat(value(session, "[name for name in __import__('sys').modules if 'serpent' in name]"))
        .isEqualTo("[]");
    assertThat(value(session, "hasattr(__import__('builtins'), 'display')")).isEqualTo("False");
  }

  @Test
  void aProgramThatResistsIsAnEmptyAnswer() {
    String session = api.session("{\"limits\": {\"wall_time_ms\": 500}}");
    api.execute(
        session,
        "x = 1\nclass A:\n  def __dir__(self):\n    while True: pass\n"
            + "class B:\n  def __dir__(self): import os; os.abort()\na, b = A(), B()");
    assertThat(ask(session, "complete", "a.", 2).get("matches").isEmpty()).isTrue();
    assertThat(ask(session, "complete", "b.", 2).get("matches").isEmpty()).isTrue();
    assertThat(value(session, "x")).isEqualTo("1");
  }

  private JsonNode ask(String session, String question, String code, int cursor) {
    JsonMapper json = JsonMapper.shared();
    String body = json.createObjectNode().put("code", code).put("cursor", cursor).toString();
    return api.read(api.post(session + "/" + question, body).expectStatus().isOk());
  }
}
