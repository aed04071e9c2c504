package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.testing.HttpTest;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;

class ProgramsTest extends HttpTest {

  @Test
  void answersEveryKeyOfAnExecution() {
    JsonNode execution = api.run("print hello\nvalue 42");
    assertThat(execution.propertyNames())
        .containsExactly(
            "id",
            "session_id",
            "status",
            "limit",
            "stdout",
            "stderr",
            "stdout_truncated",
            "stderr_truncated",
            "result",
            "result_data",
            "displays",
            "error",
            "exit_code",
            "session_state",
            "usage");
    assertThat(execution.get("id").stringValue()).matches("exe_[0-9a-f]{32}");
    assertThat(execution.get("session_id").isNull()).isTrue();
    assertThat(execution.get("stdout").stringValue()).isEqualTo("hello\n");
    assertThat(execution.get("result").stringValue()).isEqualTo("42");
    assertThat(execution.get("session_state").stringValue()).isEqualTo("kept");
    assertThat(execution.at("/usage/wall_ms").doubleValue()).isEqualTo(1.235);
  }

  @Test
  void answersARaisedExceptionAsAValue() {
    JsonNode execution = api.run("raise ValueError too bad");
    assertThat(execution.get("status").stringValue()).isEqualTo("raised");
    assertThat(execution.at("/error/name").stringValue()).isEqualTo("ValueError");
    assertThat(execution.at("/error/message").stringValue()).isEqualTo("too bad");
    assertThat(execution.at("/error/traceback").stringValue()).startsWith("Traceback");
  }

  @Test
  void answersAnExitCode() {
    JsonNode execution = api.run("exit 3");
    assertThat(execution.get("status").stringValue()).isEqualTo("exited");
    assertThat(execution.get("exit_code").intValue()).isEqualTo(3);
  }

  @Test
  void answersAMetLimit() {
    JsonNode execution = api.run("limit WALL_TIME");
    assertThat(execution.get("status").stringValue()).isEqualTo("limit_exceeded");
    assertThat(execution.get("limit").stringValue()).isEqualTo("wall_time");
    assertThat(execution.get("session_state").stringValue()).isEqualTo("rolled_back");
  }

  @Test
  void answersACrash() {
    JsonNode execution = api.run("crash");
    assertThat(execution.get("status").stringValue()).isEqualTo("crashed");
    assertThat(execution.get("session_state").stringValue()).isEqualTo("lost");
  }

  @Test
  void passesEverythingOn() {
    JsonNode execution =
        api.read(
            api.post(
                "/v1/executions",
                """
                {"code": "input ? ", "stdin": "Grüße\\n", "args": ["a", "b c"],
                 "limits": {"wall_time_ms": 1500, "output_bytes": 0},
                 "files": [{"path": "in.txt", "content": "x"}]}
                """));
    assertThat(execution.get("stdout").stringValue()).isEqualTo("? Grüße\n");
    ExecutionRequest request = Objects.requireNonNull(sandbox.latest().lastRequest());
    assertThat(request.arguments()).containsExactly("a", "b c");
    assertThat(request.stdin()).isEqualTo(Stdin.text("Grüße\n"));
    assertThat(sandbox.latest().limits().wallTime()).isEqualTo(Duration.ofMillis(1500));
    assertThat(sandbox.latest().limits().outputBytes()).isZero();
    assertThat(sandbox.latest().files().read("in.txt")).containsExactly('x');
  }

  @Test
  void bringsBackTheFilesThatAreThere() {
    JsonNode execution =
        api.read(
            api.post(
                "/v1/executions",
                """
                {"code": "save out.txt text", "return_files": ["out.txt", "none", "bin"],
                 "files": [{"path": "bin", "content_base64": "/w=="}]}
                """));
    assertThat(execution.get("files").toString())
        .isEqualTo(
            """
            [{"path":"out.txt","content":"text"},{"path":"bin","content_base64":"/w=="}]""");
  }

  @Test
  void closesItsSession() {
    api.run("print x");
    Awaitility.await().until(() -> sandbox.latest().state() == Session.State.CLOSED);
  }

  @Test
  void interruptsAProgramWhoseClientIsGone() {
    long before = sandbox.opened();
    Disposable request = post("/v1/executions", api.code("wait")).subscribe();
    Awaitility.await().until(() -> sandbox.opened() > before && sandbox.latest().latest() != null);
    request.dispose();
    Awaitility.await().until(() -> sandbox.latest().state() == Session.State.CLOSED);
    Awaitility.await()
        .until(() -> Objects.requireNonNull(sandbox.latest().latest()).wasInterrupted());
  }

  @Test
  void saysThatTheNodeIsFull() {
    sandbox.setFull(true);
    try {
      api.expectProblem(
          api.post("/v1/executions", api.code("print x")).expectHeader().exists("Retry-After"),
          503,
          "node_saturated");
    } finally {
      sandbox.setFull(false);
    }
  }

  private Mono<String> post(String path, String body) {
    return HttpClient.create()
        .headers(headers -> headers.set("Content-Type", "application/json"))
        .post()
        .uri(api.uri(path))
        .send(ByteBufMono.fromString(Mono.just(body)))
        .responseContent()
        .aggregate()
        .asString();
  }
}
