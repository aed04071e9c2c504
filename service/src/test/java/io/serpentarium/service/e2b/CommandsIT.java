package io.serpentarium.service.e2b;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/** Commands of a sandbox with the real Python. */
class CommandsIT extends SandboxFixture {

  @Test
  void runsAFileOfTheSandboxAndKeepsWhatItWrites() {
    cell(
        "open('x.py', 'w').write('import sys, os; print(sys.argv, os.environ[\"A\"]); open(\"new\", \"w\"); sys.exit(3)')");
    List<JsonNode> messages = run("python x.py 'a b'", "", Map.of("A", "b"));
    assertThat(messages.getFirst().at("/event/start/pid").intValue()).isOne();
    assertThat(output(messages, "stdout")).isEqualTo("['x.py', 'a b'] b\n");
    assertThat(messages.get(messages.size() - 2).at("/event/end").toString())
        .isEqualTo(
            "{\"exitCode\":3,\"exited\":true,\"status\":\"exit status 3\",\"error\":\"exit status 3\"}");
    assertThat(messages.getLast().isEmpty()).isTrue();
    assertThat(cell("import os; os.path.exists('new'), 'sys' in globals()"))
        .isEqualTo("(True, False)");
  }

  @Test
  void tellsErrorsApartFromOutput() {
    List<JsonNode> messages = run("python3 -c 'print(1); 1/0'", "/home/user", Map.of());
    assertThat(output(messages, "stdout")).isEqualTo("1\n");
    assertThat(output(messages, "stderr")).startsWith("Traceback").contains("ZeroDivisionError");
    assertThat(messages.get(messages.size() - 2).at("/event/end/exitCode").intValue()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ls -l", "pip install x", "cat a | grep b", "python3 -V && echo"})
  void refusesOtherPrograms(String line) {
    JsonNode error = run(line, "", Map.of()).getLast().get("error");
    assertThat(error.get("code").stringValue()).isEqualTo("unimplemented");
    assertThat(error.get("message").stringValue()).startsWith("Only commands that run Python");
  }

  @Test
  void aCommandThatIsKilledHasNoExitCode() {
    List<JsonNode> messages = run("python3 -c 'import os; os.abort()'", "", Map.of());
    assertThat(messages.get(messages.size() - 2).at("/event/end/exitCode").intValue())
        .isEqualTo(-1);
  }

  private String cell(String code) {
    return result(lines(Map.of("code", code)));
  }

  private List<JsonNode> run(String line, String directory, Map<String, String> variables) {
    return ConnectMessage.read(
        api.bytes(
            request(HttpMethod.POST, "/process.Process/Start")
                .contentType(ConnectMessage.TYPE)
                .bodyValue(ConnectMessage.start(line, directory, variables))
                .exchange()
                .expectStatus()
                .isOk()));
  }

  private static String output(List<JsonNode> messages, String stream) {
    StringBuilder text = new StringBuilder();
    for (JsonNode message : messages) {
      String encoded = message.at("/event/data/" + stream).asString("");
      text.append(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
    }
    return text.toString();
  }
}
