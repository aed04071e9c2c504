package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Ledger.Space;
import io.serpentarium.service.testing.ChannelClient;
import io.serpentarium.service.testing.HttpTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Bodies and frames that would cost far more than they weigh, to everything that takes JSON. */
class HostileBodiesTest extends HttpTest {

  private static final int BODY_BYTES = 3 << 20;
  private static final int FRAME_BYTES = 256 << 10;

  @Autowired Ledger ledger;

  private static Stream<String> endpoints() {
    return Stream.of(
        "/v1/executions",
        "/v1/gradings",
        "/v1/sessions",
        "{session}/executions",
        "{session}/stdin",
        "{session}/restore",
        "{session}/undo",
        "{session}/fork");
  }

  private static Stream<String> bodies() {
    return Stream.of(
        "[".repeat(1_000_000),
        "{\"a\":".repeat(100_000),
        "{\"code\": \"\", \"files\": [" + filled("{},", BODY_BYTES - 100) + "{}]}",
        "{\"code\": \"\", \"args\": [" + filled("\"\",", BODY_BYTES - 100) + "\"\"]}",
        "{\"code\": \"\", \"tests\": [" + filled("[],", BODY_BYTES - 100) + "[]]}",
        "{" + keys(BODY_BYTES - 100) + "}",
        "{\"" + "n".repeat(BODY_BYTES - 100) + "\": 1}",
        "{\"code\": \"\", \"limits\": {\"wall_time_ms\": " + "9".repeat(1_000_000) + "}}",
        "{\"code\": \"\", \"limits\": {\"wall_time_ms\": 1e" + "9".repeat(1_000) + "}}",
        "{\"code\": \"\", \"code\": \"\"}");
  }

  private static Stream<Arguments> hostile() {
    return endpoints().flatMap(path -> bodies().map(body -> Arguments.of(path, body)));
  }

  @AfterEach
  void nothingStaysCounted() {
    await().untilAsserted(() -> assertThat(ledger.held(Space.HEAP)).isZero());
  }

  @ParameterizedTest(name = "{0} [{index}]")
  @MethodSource("hostile")
  void refusesBodiesThatCostMoreThanTheyWeigh(String path, String body) {
    String session = path.startsWith("{") ? api.session() : "";
    api.expectProblem(api.post(path.replace("{session}", session), body), 400, "malformed_json");
  }

  @Test
  void takesAsManyValuesAsABodyMayHave() {
    String body = "{\"code\": \"print x\", \"args\": [" + "\"\",".repeat(99_000) + "\"\"]}";
    api.post("/v1/executions", body).expectStatus().isOk();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{},", "[],", "\"\",", "1,"})
  void refusesFramesOfManyValues(String value) {
    String session = api.session();
    String values = filled(value, FRAME_BYTES - 200);
    try (ChannelClient channel = new ChannelClient(api.socketUri(session + "/channel"))) {
      assertRefused(channel, "[" + values + "1]");
      assertRefused(channel, "{\"type\": \"execute\", \"id\": \"a\", \"code\": [" + values + "1]}");
      assertRefused(channel, "[".repeat(FRAME_BYTES - 1));
      assertRefused(channel, "{\"" + "n".repeat(FRAME_BYTES - 100) + "\": 1}");
      channel.execute("c1", "value 1");
      assertThat(channel.next("result").at("/execution/result").stringValue()).isEqualTo("1");
    }
  }

  @Test
  void refusesALargeFrameWithoutText() {
    String session = api.session();
    String padding = " ".repeat(64 << 10);
    try (ChannelClient channel = new ChannelClient(api.socketUri(session + "/channel"))) {
      channel.send("{\"type\": \"eof\"" + padding + "}");
      assertThat(channel.next("error").get("code").stringValue()).isEqualTo("body_too_large");
      channel.execute("c1", "value 1\n".repeat(8 << 10));
      assertThat(channel.next("result").at("/execution/result").stringValue()).isEqualTo("1");
    }
  }

  private static void assertRefused(ChannelClient channel, String frame) {
    JsonNode error = channel.send(frame).next("error");
    assertThat(error.get("code").stringValue()).isEqualTo("malformed_json");
  }

  private static String filled(String value, int bytes) {
    return value.repeat(bytes / value.length());
  }

  private static String keys(int bytes) {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; keys.length() < bytes; i++) {
      keys.append('"').append(Integer.toString(i, 36)).append("\":0,");
    }
    return keys.append("\"last\":0").toString();
  }
}
