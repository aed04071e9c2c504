package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.PythonTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** A line of Python from HTTP to the guest and back. */
class FirstLightIT extends PythonTest {

  private static final String VERSION = "import sys, zlib, bz2, lzma; sys.version";

  @Test
  void isCPythonOnClangInAProgram() {
    JsonNode execution = api.run(VERSION);
    assertThat(execution.get("status").stringValue()).isEqualTo("completed");
    assertThat(execution.get("result").stringValue()).contains("3.13.15", "Clang");
  }

  @Test
  void isCPythonOnClangInASession() {
    assertThat(value(api.session(), VERSION)).contains("3.13.15", "Clang");
  }

  @Test
  void keepsTheStateOfAnInterruptedLoop() {
    String session = api.session();
    String loop = "s = 0\nwhile True:\n    s += 1\n    if s == 1000: print('on')";
    try (EventReader events = new EventReader(api, session, api.code(loop))) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next()).contains("on");
      assertThat(interrupt(session)).isTrue();
      assertThat(events.next())
          .startsWith("result")
          .contains("\"status\":\"interrupted\"", "\"session_state\":\"kept\"");
    }
    JsonNode execution = api.execute(session, "print(s)");
    assertThat(Long.parseLong(execution.get("stdout").stringValue().strip()))
        .isGreaterThanOrEqualTo(1000);
  }

  @Test
  void sleepsWithoutWork() {
    JsonNode execution = api.execute(api.session(), "import time; time.sleep(1)");
    assertThat(execution.at("/usage/wall_ms").doubleValue()).isBetween(1000.0, 5000.0);
    assertThat(execution.at("/usage/cpu_ms").doubleValue()).isLessThan(200);
  }

  @Test
  void wakesASleeperAtOnce() {
    String session = api.session();
    String sleep = "import time\nprint('on')\ntime.sleep(60)";
    try (EventReader events = new EventReader(api, session, api.code(sleep))) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next()).contains("on");
      long start = System.nanoTime();
      assertThat(interrupt(session)).isTrue();
      assertThat(events.next()).contains("\"status\":\"interrupted\"");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void asksForInputOverAWebSocket() {
    String session = api.session();
    try (ChannelClient channel = new ChannelClient(api.socketUri(session + "/channel"))) {
      channel.execute("c1", "input('Name: ') * 3");
      assertThat(channel.next("input_request").get("prompt").stringValue()).isEqualTo("Name: ");
      channel.send("{\"type\":\"stdin\",\"data\":\"William\\n\"}");
      assertThat(channel.next("result").at("/execution/result").stringValue())
          .isEqualTo("'WilliamWilliamWilliam'");
      channel.execute("c2", "input('Name: ')");
      channel.next("input_request");
      channel.send("{\"type\":\"eof\"}");
      assertThat(channel.next("result").at("/execution/error/name").stringValue())
          .isEqualTo("EOFError");
    }
  }

  @Test
  void asksForInputOverEvents() {
    String session = api.session();
    String ask = "{\"code\": \"input('Name: ') * 3\", \"stdin_open\": true}";
    try (EventReader events = new EventReader(api, session, ask)) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next()).isEqualTo("stdout {\"data\":\"Name: \"}");
      assertThat(events.next()).isEqualTo("input_request {\"prompt\":\"Name: \"}");
      api.post(session + "/stdin", "{\"data\": \"William\\n\"}").expectStatus().isAccepted();
      assertThat(events.next()).startsWith("result").contains("'WilliamWilliamWilliam'");
    }
    try (EventReader events = new EventReader(api, session, ask)) {
      assertThat(events.next()).startsWith("started");
      assertThat(events.next()).startsWith("stdout");
      assertThat(events.next()).startsWith("input_request");
      api.post(session + "/stdin", "{\"eof\": true}").expectStatus().isAccepted();
      assertThat(events.next()).contains("EOFError");
    }
  }

  @Test
  void givesStdinAndArguments() {
    JsonNode execution =
        api.read(
            api.post(
                "/v1/executions",
                """
                {"code": "import sys; print(sys.argv[1:], input(), sys.stdin.read())",
                 "stdin": "Grüße\\nrest", "args": ["a", "b c"]}"""));
    assertThat(execution.get("stdout").stringValue()).isEqualTo("['a', 'b c'] Grüße rest\n");
  }

  @Test
  void keepsSessionsApart() {
    String one = api.session();
    String other = api.session();
    api.execute(one, "secret = 1\nopen('secret.txt', 'w').write('x')");
    assertThat(api.execute(other, "secret").at("/error/name").stringValue()).isEqualTo("NameError");
    assertThat(value(other, "import os; os.listdir()")).isEqualTo("[]");
    assertThat(value(one, "os = __import__('os'); os.listdir()")).isEqualTo("['secret.txt']");
  }

  @Test
  void holdsAHundredSessions() {
    List<String> sessions = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sessions.add(api.session());
      api.execute(sessions.get(i), "n = " + i);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(value(sessions.get(i), "n")).isEqualTo("" + i);
    }
  }

  @Test
  void sharesFilesWithItsClient() {
    String session = api.session("{\"files\": [{\"path\": \"in/a.txt\", \"content\": \"abc\"}]}");
    assertThat(value(session, "open('in/a.txt').read()")).isEqualTo("'abc'");
    api.put(session + "/files/b.bin", new byte[] {1, 2}).expectStatus().isCreated();
    assertThat(value(session, "open('b.bin', 'rb').read()")).isEqualTo("b'\\x01\\x02'");
    api.execute(session, "open('out é.txt', 'w').write('done')");
    api.get(session + "/files/out%20%C3%A9.txt")
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .isEqualTo("done");
    assertThat(api.read(api.get(session + "/files")).get("items").findValuesAsString("path"))
        .contains("in/a.txt", "b.bin", "out é.txt");
    api.delete(session + "/files/b.bin").expectStatus().isNoContent();
    assertThat(value(session, "import os; os.path.exists('b.bin')")).isEqualTo("False");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../../etc/passwd", "/proc/self/environ"})
  void refusesFilesOutsideTheSandbox(String path) {
    int status =
        api.get(api.session() + "/files/" + path.replace("/", "%2F").replace(".", "%2E"))
            .returnResult(byte[].class)
            .getStatus()
            .value();
    assertThat(status).isIn(400, 403, 404);
  }

  @Test
  void bringsFilesBack() {
    JsonNode execution =
        api.read(
            api.post(
                "/v1/executions",
                """
                {"code": "open('o', 'w').write(open('i').read() * 2)", "return_files": ["o", "none"],
                 "files": [{"path": "i", "content_base64": "YWI="}]}"""));
    assertThat(execution.get("files").toString())
        .isEqualTo("[{\"path\":\"o\",\"content\":\"abab\"}]");
  }

  private boolean interrupt(String session) {
    return api.read(api.send(HttpMethod.POST, session + "/interrupt").expectStatus().isAccepted())
        .get("delivered")
        .booleanValue();
  }
}
