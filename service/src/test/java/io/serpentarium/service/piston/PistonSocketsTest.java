package io.serpentarium.service.piston;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@TestPropertySource(properties = "serpentarium.doors=piston")
class PistonSocketsTest extends TenantsTest {

  @Test
  void carriesStreamsBothWays() {
    try (ChannelClient client = connect("/api/v2/connect", ALICE)) {
      client.send(init("input Name?\\nerror done\\nexit 3"));
      assertThat(client.next("runtime").get("language").stringValue()).isEqualTo("python");
      assertThat(client.next("stage").get("stage").stringValue()).isEqualTo("run");
      assertThat(client.next("data").toString())
          .isEqualTo("{\"type\":\"data\",\"stream\":\"stdout\",\"data\":\"Name?\"}");
      client.send("{\"type\": \"data\", \"stream\": \"stdin\", \"data\": \"Ada\\n\"}");
      assertThat(client.next("data").get("data").stringValue()).isEqualTo("Ada\n");
      assertThat(client.next("data").get("stream").stringValue()).isEqualTo("stderr");
      assertThat(client.next("exit").toString())
          .isEqualTo("{\"type\":\"exit\",\"stage\":\"run\",\"code\":3,\"signal\":null}");
      assertThat(client.closeStatus()).isEqualTo(PistonSockets.COMPLETED);
    }
  }

  @Test
  void showsATracebackOnStderr() {
    try (ChannelClient client = connect("/api/v2/piston/connect", ALICE)) {
      client.send(init("raise ValueError bad"));
      assertThat(client.next("data").get("data").stringValue()).contains("ValueError: bad");
      assertThat(client.next("exit").get("code").intValue()).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource({"SIGINT, SIGINT", "SIGKILL, SIGKILL", "SIGTERM, SIGTERM"})
  void deliversSignals(String sent, String told) {
    try (ChannelClient client = connect("/api/v2/connect", ALICE)) {
      client.send(init("print ready\\nwait"));
      client.next("data");
      client.send("{\"type\": \"signal\", \"signal\": \"SIGCHLD\"}");
      client.send("{\"type\": \"signal\", \"signal\": \"%s\"}".formatted(sent));
      JsonNode exit = client.next("exit");
      assertThat(exit.get("signal").stringValue()).isEqualTo(told);
      assertThat(exit.get("code").isNull()).isTrue();
      assertThat(client.closeStatus()).isEqualTo(PistonSockets.COMPLETED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"type\": \"data\", \"stream\": \"stdin\", \"data\": \"\"}', 4003",
    "'{\"type\": \"signal\", \"signal\": \"SIGINT\"}', 4003",
    "'{\"type\": \"init\"}', 4002",
    "'{\"type\": 1}', 4002",
    "'[]', 4002",
    "'not JSON', 4002",
    "'{\"type\": \"other\"}', 4001"
  })
  void closesWhatDoesNotBeginWell(String frame, int code) {
    try (ChannelClient client = connect("/api/v2/connect", ALICE)) {
      client.send(frame);
      if (code == 4002) {
        assertThat(client.next("error").get("message").stringValue()).isNotBlank();
      }
      assertThat(client.closeStatus().getCode()).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"type\": \"data\", \"stream\": \"stdout\", \"data\": \"\"}', 4004",
    "'{\"type\": \"signal\", \"signal\": \"SIGNONE\"}', 4005",
    "INIT, 4000"
  })
  void closesWhatGoesOnBadly(String frame, int code) {
    try (ChannelClient client = connect("/api/v2/connect", ALICE)) {
      client.send(init("print ready\\nwait"));
      client.next("data");
      client.send(frame.equals("INIT") ? init("value 1") : frame);
      assertThat(client.closeStatus().getCode()).isEqualTo(code);
    }
    await().untilAsserted(() -> assertThat(sandbox.alive()).isZero());
  }

  @Test
  void endsTheProgramOfAClientThatLeaves() {
    ChannelClient client = connect("/api/v2/connect", ALICE);
    client.send(init("print ready\\nwait"));
    client.next("data");
    client.close();
    await().untilAsserted(() -> assertThat(sandbox.alive()).isZero());
  }

  @Test
  void keepsStrangersOut() {
    assertThatThrownBy(() -> connect("/api/v2/connect", "ffffffffffff"))
        .hasMessageContaining("401");
  }

  private ChannelClient connect(String path, String keyId) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.AUTHORIZATION, Keys.text(keyId));
    return new ChannelClient(alice.socketUri(path), headers);
  }

  private static String init(String script) {
    return """
    {"type": "init", "language": "python", "version": "*", "files": [{"content": "%s"}]}\
    """
        .formatted(script);
  }
}
