package io.serpentarium.service.piston;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestPropertySource(properties = "serpentarium.doors=piston")
class PistonTest extends TenantsTest {

  private static final String EXECUTE = "/api/v2/execute";

  @ParameterizedTest
  @ValueSource(strings = {"/api/v2/runtimes", "/api/v2/piston/runtimes", "/api/v2/runtimes/"})
  void tellsItsRuntime(String path) {
    JsonNode runtimes = alice.read(alice.get(path).expectStatus().isOk());
    assertThat(runtimes.get(0).get("language").stringValue()).isEqualTo("python");
    assertThat(runtimes.get(0).get("version").stringValue()).matches("3\\..*");
    assertThat(runtimes.get(0).get("aliases").toString()).contains("py", "python3");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v2/execute, application/json",
    "/api/v2/execute/, text/plain",
    "/api/v2/piston/execute, text/plain;charset=UTF-8",
    "/api/v2/piston/execute/, application/json"
  })
  void takesBodiesOfAnyTypeAndKeysWithoutScheme(String path, String type) {
    ResponseSpec response =
        anonymous
            .client()
            .post()
            .uri(anonymous.uri(path))
            .contentType(MediaType.parseMediaType(type))
            .header(HttpHeaders.AUTHORIZATION, Keys.text(ALICE))
            .bodyValue(body("print hi").getBytes(StandardCharsets.UTF_8))
            .exchange();
    JsonNode answer = alice.read(response.expectStatus().isOk());
    assertThat(answer.get("language").stringValue()).isEqualTo("python");
    assertThat(answer.at("/run/stdout").stringValue()).isEqualTo("hi\n");
    assertThat(answer.at("/run").propertyNames())
        .containsExactly(
            "stdout",
            "stderr",
            "output",
            "code",
            "signal",
            "message",
            "status",
            "cpu_time",
            "wall_time",
            "memory");
  }

  @ParameterizedTest
  @CsvSource({
    "value 1, 0, null, null",
    "exit 0, 0, null, null",
    "exit 3, 3, null, RE",
    "raise ValueError bad, 1, null, RE",
    "limit WALL_TIME, null, SIGKILL, TO",
    "limit CPU_TIME, null, SIGKILL, TO",
    "limit OUTPUT, null, SIGKILL, OL",
    "limit MEMORY, null, SIGKILL, SG",
    "crash, null, SIGSEGV, SG"
  })
  void tellsHowItEnded(String script, String code, String signal, String status) {
    JsonNode run = run(body(script));
    assertThat(run.get("code").toString()).isEqualTo(code);
    assertThat(run.get("signal").asString("null")).isEqualTo(signal);
    assertThat(run.get("status").asString("null")).isEqualTo(status);
    assertThat(run.get("message").isNull()).isEqualTo(status.equals("null"));
  }

  @Test
  void showsBothStreamsApartAndAsTheyCame() {
    JsonNode run = run(body("error one\nprint two\nerror three\nraise ValueError four"));
    assertThat(run.get("stdout").stringValue()).isEqualTo("two\n");
    assertThat(run.get("stderr").stringValue())
        .startsWith("one\nthree\nTraceback")
        .contains("four");
    assertThat(run.get("output").stringValue()).startsWith("one\ntwo\nthree\nTraceback");
  }

  @Test
  void endsStdinWithANewline() {
    String asking =
        """
        {"language": "py", "version": "*", "files": [{"name": "", "content": "input a\\ninput b"}],
         "stdin": "one", "args": null, "unknown": [1]}\
        """;
    JsonNode run = run(asking);
    assertThat(run.get("stdout").stringValue()).contains("one\n");
    assertThat(run.get("stderr").stringValue()).contains("EOFError");
  }

  @Test
  void takesFilesInEachEncodingAndRunsTheFirstOfText() {
    String files =
        """
        {"language": "python3", "version": "3.x", "run_memory_limit": -1, "run_timeout": 0, "files": [
         {"name": "a.bin", "content": "AAE=\\n", "encoding": "base64"},
         {"name": "b.bin", "content": "00ff", "encoding": "hex"},
         {"name": "main.py", "content": "print main"}, {"name": "lib.py", "content": "print lib"}]}\
        """;
    assertThat(run(files).get("stdout").stringValue()).isEqualTo("main\n");
  }

  static Stream<String> refused() {
    String file = "\"files\": [{\"content\": \"value 1\"}]";
    String python = "\"language\": \"python\", \"version\": \"3\"";
    return Stream.of(
        "{\"version\": \"*\", " + file + "} -> language is required as a string",
        "{\"language\": \"python\", " + file + "} -> version is required as a string",
        "{" + python + "} -> files is required as an array",
        "{" + python + ", \"files\": {}} -> files must be an array",
        "{" + python + ", \"files\": [{}]} -> files[0].content is required as a string",
        "{" + python + ", \"files\": [1]} -> files[0] must be an object",
        "{\"language\": \"c\", \"version\": \"10\", " + file + "} -> c-10 runtime is unknown",
        "{\"language\": \"python\", \"version\": \"2.7\", "
            + file
            + "} -> python-2.7 runtime is unknown",
        "{"
            + python
            + ", "
            + file
            + ", \"run_timeout\": 300001} -> run_timeout cannot exceed the"
            + " configured limit of 300000",
        "{" + python + ", " + file + ", \"run_timeout\": -2} -> run_timeout must be non-negative",
        "{" + python + ", " + file + ", \"run_timeout\": \"x\"} -> run_timeout must be a number",
        "{" + python + ", " + file + ", \"args\": [1]} -> args[0] must be a string",
        "{"
            + python
            + ", \"files\": [{\"content\": \"zz\", \"encoding\": \"hex\"}]} ->"
            + " files[0].content is not hex",
        "{"
            + python
            + ", \"files\": [{\"content\": \"00\", \"encoding\": \"hex\"}]} ->"
            + " files must include at least one utf8 encoded file");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWithAMessage(String bodyAndMessage) {
    String[] parts = bodyAndMessage.split(" -> ", 2);
    assertThat(message(alice.post(EXECUTE, parts[0]), 400)).isEqualTo(parts[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "\"text\"",
        "{",
        "{\"language\": \"python\", \"language\": \"python\"}",
        "{\"files\": [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}",
        "{\"language\": \"\\ud800\", \"version\": \"3\", \"files\": [{\"content\": \"\"}]}",
        "{\"language\": \"python\", \"version\": 3, \"files\": [{\"content\": \"\"}]}",
        "{\"language\": \"python\", \"version\": \"3\", \"files\": [{\"name\": \"../../x\","
            + " \"content\": \"\"}]}"
      })
  void refusesWhatIsNoJob(String body) {
    assertThat(message(alice.post(EXECUTE, body), 400)).isNotBlank();
  }

  @Test
  void refusesWhatIsTooLarge() {
    message(alice.post(EXECUTE, body("x".repeat(101 << 10))), 413);
    message(alice.post(EXECUTE, body("x".repeat(3 << 20))), 413);
    String many = "{\"content\":\"\"},".repeat(60_000);
    message(
        alice.post(
            EXECUTE,
            "{\"language\": \"python\", \"version\": \"3\", \"files\": [%s{}]}".formatted(many)),
        400);
  }

  @Test
  void keepsStrangersOutInItsOwnForm() {
    for (String path : new String[] {"/api/v2/runtimes", "/api/v2/piston/runtimes"}) {
      assertThat(message(anonymous.get(path), 401)).isNotBlank();
    }
    message(anonymous.post(EXECUTE, body("value 1")), 401);
    message(withAuthorization("srp_x").post(EXECUTE, body("value 1")), 401);
    message(as(CAROL).post(EXECUTE, body("value 1")), 403);
    anonymous.expectProblem(anonymous.get("/api/v2/packages"), 401, "unauthenticated");
    alice.expectProblem(alice.get("/api/v2/packages"), 404, "not_found");
  }

  @Test
  void holdsATenantToItsOwnLimits() {
    String slow = body("value 1").replaceFirst("\\{", "{\"run_timeout\": 5001, ");
    assertThat(message(bob.post(EXECUTE, slow), 400)).endsWith("limit of 5000");
    assertThat(run(slow).get("code").intValue()).isZero();
  }

  private JsonNode run(String body) {
    return alice.read(alice.post(EXECUTE, body).expectStatus().isOk()).get("run");
  }

  private String message(ResponseSpec response, int status) {
    JsonNode answer =
        alice.read(
            response
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON));
    assertThat(answer.propertyNames()).containsExactly("message");
    return answer.get("message").stringValue();
  }

  private static String body(String script) {
    return "{\"language\": \"python\", \"version\": \"3.13\", \"files\": [{\"content\": %s}]}"
        .formatted(JsonMapper.shared().writeValueAsString(script));
  }
}
