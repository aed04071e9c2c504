package io.serpentarium.service.e2b;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

/** Commands of a sandbox with the real Python. */
class CommandsIT extends SandboxFixture {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @Test
  void runsAFileOfTheSandboxAndKeepsWhatItWrites() {
    cell(
        "open('x.py', 'w').write('import sys, os; print(sys.argv, os.environ[\"A\"]); open(\"new\", \"w\"); sys.exit(3)')");
    List<JsonNode> messages = run("python x.py 'a b'", "", Map.of("A", "b"));
    assertThat(messages.getFirst().at("/event/start/pid").intValue()).isPositive();
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

  @Test
  void hasTheEnvironmentOfTheSandboxAndAnInterpreterOfItsOwn() {
    cell("import os; os.environ['B'] = 'kept'; x = 1");
    List<JsonNode> messages =
        run("python3 -c 'import os; print(os.environ[\"B\"], os.getcwd())'", "", Map.of());
    assertThat(output(messages, "stdout")).isEqualTo("kept /sandbox\n");
  }

  @Test
  void runsBesideCodeAndTakesInput() {
    try (Background command = new Background("python3 -c 'print(input(), input())'")) {
      assertThat(pids()).containsExactly(command.pid);
      assertThat(cell("6 * 7")).isEqualTo("42");
      call("SendInput", command.pid, "\"input\": {\"stdin\": \"%s\"}".formatted(base64("one\nt")))
          .expectStatus()
          .isOk();
      call("SendInput", command.pid, "\"input\": {\"stdin\": \"%s\"}".formatted(base64("wo")))
          .expectStatus()
          .isOk();
      call("CloseStdin", command.pid, "").expectStatus().isOk();
      List<JsonNode> messages = command.ended();
      assertThat(output(messages, "stdout")).isEqualTo("one two\n");
      assertThat(exitCode(messages)).isZero();
      await().untilAsserted(() -> assertThat(pids()).isEmpty());
      call("CloseStdin", command.pid, "").expectStatus().isNotFound();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "YQ=", "YQ", "=", "Y===", "\u00fc\u00fc\u00fc\u00fc"})
  void refusesInputThatIsNotBase64(String input) {
    call("SendInput", 1, "\"input\": {\"stdin\": \"%s\"}".formatted(input))
        .expectStatus()
        .isBadRequest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIGNAL_SIGKILL", "SIGNAL_SIGTERM"})
  void isKilled(String signal) {
    try (Background command = new Background(STUBBORN)) {
      call("SendSignal", command.pid, "\"signal\": \"%s\"".formatted(signal)).expectStatus().isOk();
      List<JsonNode> messages = command.ended();
      assertThat(exitCode(messages)).isEqualTo(-1);
      assertThat(messages.get(messages.size() - 2).at("/event/end/status").stringValue())
          .isEqualTo("signal: killed");
      await()
          .untilAsserted(
              () -> call("SendSignal", command.pid, "\"signal\": 9").expectStatus().isNotFound());
    }
  }

  @Test
  void goesOnWithoutAClientAndIsFollowedAgain() {
    int pid;
    try (Background command = new Background("python3 -u -c 'print(input()); print(input())'")) {
      pid = command.pid;
      send(pid, "first");
      command.await("stdout");
    }
    try (Background again = Background.connected(this, pid)) {
      send(pid, "second");
      List<JsonNode> messages = again.ended();
      assertThat(messages.getFirst().at("/event/start/pid").intValue()).isEqualTo(pid);
      assertThat(output(messages, "stdout")).isEqualTo("second\n");
      assertThat(exitCode(messages)).isZero();
    }
  }

  @Test
  void whatNobodyReadsDoesNotHoldItBack() {
    String line =
        "python3 -c 'open(\"begun\", \"w\"); input(); print(\"x\" * 900000); open(\"done\", \"w\")'";
    int pid;
    try (Background command = new Background(line)) {
      pid = command.pid;
      await().until(() -> cell("__import__('os').path.exists('begun')").equals("True"));
    }
    send(pid, "");
    await().until(() -> cell("__import__('os').path.exists('done')").equals("True"));
  }

  @Test
  void isKilledWhenItsTimeIsOver() {
    try (Background command = new Background(STUBBORN, 1_500)) {
      List<JsonNode> messages = command.ended();
      assertThat(messages.getLast().at("/error/code").stringValue()).isEqualTo("deadline_exceeded");
      await().untilAsserted(() -> assertThat(pids()).isEmpty());
    }
  }

  @Test
  void endsWhenItsSandboxIsPausedOrKilled() {
    try (Background command = new Background(STUBBORN)) {
      api.post("/sandboxes/" + sandbox + "/pause", "{}").expectStatus().isNoContent();
      assertThat(exitCode(command.ended())).isEqualTo(-1);
      assertThat(api.read(api.get("/sandboxes/" + sandbox)).get("state").stringValue())
          .isEqualTo("paused");
    }
    try (Background command = new Background(STUBBORN)) {
      api.delete("/sandboxes/" + sandbox).expectStatus().isNoContent();
      assertThat(exitCode(command.ended())).isEqualTo(-1);
    }
  }

  @Test
  void onlySoManyRunAtATime() {
    List<Background> running = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        running.add(new Background("python3 -c 'input()'"));
      }
      JsonNode error = run("python3 -c 1", "", Map.of()).getLast().get("error");
      assertThat(error.get("code").stringValue()).isEqualTo("resource_exhausted");
      assertThat(pids()).hasSize(16);
      assertThat(cell("6 * 7")).isEqualTo("42");
    } finally {
      running.forEach(each -> call("SendSignal", each.pid, "\"signal\": 9"));
      running.forEach(Background::close);
    }
    await().untilAsserted(() -> assertThat(pids()).isEmpty());
  }

  private static final String STUBBORN =
      """
      python3 -c '
      while True:
          try:
              input()
          except BaseException:
              pass
      '""";

  private void send(int pid, String line) {
    call("SendInput", pid, "\"input\": {\"stdin\": \"%s\"}".formatted(base64(line + "\n")))
        .expectStatus()
        .isOk();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private ResponseSpec call(String name, int pid, String rest) {
    return request(HttpMethod.POST, "/process.Process/" + name)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(
            "{\"process\": {\"pid\": %d}%s}".formatted(pid, rest.isEmpty() ? "" : ", " + rest))
        .exchange();
  }

  private List<Integer> pids() {
    return api
        .read(
            request(HttpMethod.POST, "/process.Process/List")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{}")
                .exchange()
                .expectStatus()
                .isOk())
        .get("processes")
        .findValues("pid")
        .stream()
        .map(JsonNode::intValue)
        .toList();
  }

  private static int exitCode(List<JsonNode> messages) {
    return messages.get(messages.size() - 2).at("/event/end/exitCode").intValue();
  }

  /** A command that runs while its messages are read. */
  private final class Background implements AutoCloseable {

    final int pid;
    private final InputStream stream;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private volatile boolean ended;

    Background(String line) {
      this(line, 0);
    }

    Background(String line, int milliseconds) {
      this(
          "Start",
          ConnectMessage.start(line, "", Map.of(), true),
          milliseconds == 0 ? "" : Integer.toString(milliseconds));
    }

    Background(String call, byte[] body, String time) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(api.uri("/process.Process/" + call))
              .header("E2b-Sandbox-Id", sandbox)
              .header("Content-Type", ConnectMessage.TYPE.toString())
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      if (!time.isEmpty()) {
        request.header("Connect-Timeout-Ms", time);
      }
      try {
        stream = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body();
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
      Thread.ofVirtual().start(this::read);
      await("start");
      pid = messages().getFirst().at("/event/start/pid").intValue();
    }

    static Background connected(CommandsIT test, int pid) {
      byte[] body = "{\"process\": {\"pid\": %d}}".formatted(pid).getBytes(StandardCharsets.UTF_8);
      return test.new Background("Connect", ConnectMessage.of(body), "");
    }

    private void read() {
      byte[] part = new byte[8192];
      try {
        for (int count = stream.read(part); count >= 0; count = stream.read(part)) {
          synchronized (this) {
            read.write(part, 0, count);
          }
        }
        ended = true;
      } catch (IOException e) {
        // It was closed.
      }
    }

    private synchronized List<JsonNode> messages() {
      return ConnectMessage.readSoFar(read.toByteArray());
    }

    /** Waits for a message that has something. */
    void await(String what) {
      Awaitility.await().until(() -> messages().toString().contains('"' + what + '"'));
    }

    List<JsonNode> ended() {
      Awaitility.await().until(() -> ended);
      return messages();
    }

    @Override
    public void close() {
      try {
        stream.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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
