package io.serpentarium.service.e2b;

import io.serpentarium.service.testing.PythonTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.RequestBodySpec;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sandbox with the real Python for each test. */
abstract class SandboxFixture extends PythonTest {

  String sandbox;

  @BeforeEach
  void create() {
    sandbox =
        api.read(api.post("/v2/sandboxes", "{}").expectStatus().isCreated())
            .get("sandboxID")
            .stringValue();
  }

  static String result(List<JsonNode> lines) {
    return lines.stream()
        .filter(line -> line.get("type").stringValue().equals("result"))
        .map(line -> line.get("text").stringValue())
        .findFirst()
        .orElse("");
  }

  List<JsonNode> lines(Map<String, ?> body) {
    byte[] answer = api.bytes(send(HttpMethod.POST, "/execute", body).expectStatus().isOk());
    return new String(answer, StandardCharsets.UTF_8)
        .lines()
        .map(JsonMapper.shared()::readTree)
        .filter(line -> !line.get("type").stringValue().equals("keepalive"))
        .toList();
  }

  ResponseSpec send(HttpMethod method, String path, @Nullable Map<String, ?> body) {
    RequestBodySpec request = request(method, path);
    return body == null
        ? request.exchange()
        : request
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(JsonMapper.shared().writeValueAsString(body))
            .exchange();
  }

  RequestBodySpec request(HttpMethod method, String path) {
    return api.client().method(method).uri(api.uri(path)).header("E2b-Sandbox-Id", sandbox);
  }
}
