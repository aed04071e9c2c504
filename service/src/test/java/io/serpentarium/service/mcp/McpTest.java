package io.serpentarium.service.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.sandbox.Session;
import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.EventReader;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient.RequestBodySpec;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestPropertySource(properties = "serpentarium.doors=mcp")
@ExtendWith(OutputCaptureExtension.class)
class McpTest extends TenantsTest {

  private static final String STATELESS = "2026-07-28";
  private static final String META =
      "\"_meta\": {\"io.modelcontextprotocol/protocolVersion\": \"2026-07-28\","
          + " \"io.modelcontextprotocol/clientCapabilities\": {}}";

  @Autowired private MeterRegistry meters;

  @ParameterizedTest
  @CsvSource({
    "2024-11-05, 2024-11-05",
    "2025-03-26, 2025-03-26",
    "2025-06-18, 2025-06-18",
    "2025-11-25, 2025-11-25",
    "2026-07-28, 2025-11-25",
    "1999-01-01, 2025-11-25"
  })
  void agreesOnAVersion(String asked, String agreed) {
    JsonNode result = alice.read(initialize(alice, asked)).get("result");
    assertThat(result.get("protocolVersion").stringValue()).isEqualTo(agreed);
    assertThat(result.get("capabilities"))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"tools": {"listChanged": false}, "logging": {},
                     "resources": {"subscribe": true, "listChanged": false}}
                    """));
    assertThat(result.at("/serverInfo/name").stringValue()).isEqualTo("serpentarium");
  }

  @Test
  void keepsVariablesInTheSessionOfAConnection() {
    String session = connect(alice);
    send(alice, session, "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
        .expectStatus()
        .isAccepted();
    assertThat(result(alice, session, request("ping", "{}")).toString()).isEqualTo("{}");
    JsonNode ran = call(session, "run_python", "{\"code\": \"print a\\nvalue 42\"}");
    assertThat(text(ran)).isEqualTo("a\n42");
    assertThat(ran.get("isError").booleanValue()).isFalse();
    JsonNode structured = ran.get("structuredContent");
    assertThat(structured.get("session").stringValue()).isEqualTo(session);
    assertThat(structured.get("session_state").stringValue()).isEqualTo("kept");
    assertThat(structured.get("result").stringValue()).isEqualTo("42");
  }

  @Test
  void endsAConnectionWithItsSession() {
    String session = connect(alice);
    disconnect(bob, session).expectStatus().isNotFound();
    disconnect(alice, session).expectStatus().isNoContent();
    assertThat(code(send(alice, session, request("tools/list", "{}")), 404)).isEqualTo(-32_001);
    disconnect(alice, session).expectStatus().isNotFound();
    assertThat(code(alice.delete("/mcp"), 400)).isEqualTo(-32_000);
  }

  @ParameterizedTest
  @CsvSource({
    "raise ValueError bad, raised, bad",
    "exit 3, exited, Exited with 3.",
    "limit WALL_TIME, limit_exceeded, Stopped: the limit wall_time_ms was exceeded.",
    "crash, crashed, The interpreter crashed. The session is lost."
  })
  void tellsTheModelWhatWentWrong(String script, String status, String sentence) {
    JsonNode result = call(connect(alice), "run_python", "{\"code\": \"%s\"}".formatted(script));
    assertThat(result.get("isError").booleanValue()).isTrue();
    assertThat(result.at("/structuredContent/status").stringValue()).isEqualTo(status);
    assertThat(text(result)).contains(sentence);
  }

  @Test
  void knowsNoHandshakeWhereEveryRequestStandsForItself() {
    ResponseSpec answer =
        spec(alice, HttpMethod.POST)
            .header(McpRoute.VERSION, STATELESS)
            .header("Mcp-Method", "initialize")
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(request("initialize", "{" + META + "}"))
            .exchange();
    assertThat(code(answer, 404)).isEqualTo(-32_601);
    assertThat(code(initialize(alice, ""), 200)).isEqualTo(-32_602);
  }

  @Test
  void asksThePersonForWhatTheProgramWantsToRead() {
    String session = created();
    JsonNode asked = asking(session, "input Name: \\ninput Town: \\nvalue 1", "");
    assertThat(asked.get("resultType").stringValue()).isEqualTo("input_required");
    JsonNode request = asked.at("/inputRequests/line");
    assertThat(request.get("method").stringValue()).isEqualTo("elicitation/create");
    assertThat(request.at("/params/message").stringValue()).isEqualTo("Name: ");
    assertThat(request.at("/params/requestedSchema/required/0").stringValue()).isEqualTo("text");
    JsonNode again =
        asking(
            session,
            "ignored",
            reply(asked, "{\"action\": \"accept\", \"content\": {\"text\": \"Ada\"}}"));
    assertThat(again.at("/inputRequests/line/params/message").stringValue()).isEqualTo("Town: ");
    assertThat(again.get("requestState")).isNotEqualTo(asked.get("requestState"));
    JsonNode done = asking(session, "ignored", reply(again, "{\"action\": \"decline\"}"));
    assertThat(done.get("resultType").stringValue()).isEqualTo("complete");
    assertThat(done.at("/structuredContent/stdout").stringValue()).isEqualTo("Name: Ada\nTown: ");
    assertThat(done.at("/structuredContent/error/name").stringValue()).isEqualTo("EOFError");
  }

  @Test
  void asksNobodyWhereThereIsNobody() {
    String session = created();
    String arguments = "{\"code\": \"input Name: \", \"session\": \"%s\"}".formatted(session);
    JsonNode done = alone("tools/call", tool("run_python", arguments), "run_python", session);
    assertThat(done.at("/structuredContent/error/name").stringValue()).isEqualTo("EOFError");
    JsonNode given = asking(session, "input Name: \", \"stdin\": \"Ada\\n", "");
    assertThat(given.at("/structuredContent/stdout").stringValue()).isEqualTo("Name: Ada\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exe_0.1", "exe_0", "", ".", "exe_0.-1", "exe_0.99999999999999999999"})
  void takesNoReplyToWhatItDidNotAsk(String state) {
    String more = ", \"requestState\": \"%s\", \"inputResponses\": {}".formatted(state);
    ResponseSpec response = askingRaw(created(), "value 1", more);
    JsonNode message = alice.read(response);
    assertThat(message.has("error") || message.at("/result/isError").booleanValue()).isTrue();
  }

  private String created() {
    return alone("tools/call", tool("create_session", "{}"), "create_session", null)
        .at("/structuredContent/session")
        .stringValue();
  }

  private static String reply(JsonNode asked, String response) {
    return ", \"requestState\": %s, \"inputResponses\": {\"line\": %s}"
        .formatted(asked.get("requestState"), response);
  }

  private JsonNode asking(String session, String code, String more) {
    return alice.read(askingRaw(session, code, more).expectStatus().isOk()).get("result");
  }

  /** Calls as a client that can ask somebody. */
  private ResponseSpec askingRaw(String session, String code, String more) {
    String arguments = "{\"code\": \"%s\", \"session\": \"%s\"}".formatted(code, session);
    String meta =
        META.replace("clientCapabilities\": {}", "clientCapabilities\": {\"elicitation\": {}}");
    String params = "{" + meta + ", " + tool("run_python", arguments) + more + "}";
    return spec(alice, HttpMethod.POST)
        .header(McpRoute.VERSION, STATELESS)
        .header("Mcp-Method", "tools/call")
        .header("Mcp-Name", "run_python")
        .header(McpRoute.NAMED_SESSION, session)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(request("tools/call", params))
        .exchange();
  }

  @Test
  void asksOnTheStreamOfACallWhereThereIsAHandshake() {
    String session = connect(alice, "2025-06-18", "{\"elicitation\": {}}");
    try (EventReader stream = stream(session, "input Name: \\nvalue 1")) {
      JsonNode question = message(stream);
      assertThat(question.get("method").stringValue()).isEqualTo("elicitation/create");
      assertThat(question.at("/params/message").stringValue()).isEqualTo("Name: ");
      String response =
          "{\"jsonrpc\": \"2.0\", \"id\": %s, \"result\": {\"action\": \"accept\", \"content\": {\"text\": \"%s\"}}}";
      send(bob, connect(bob), response.formatted(question.get("id"), "Eve"))
          .expectStatus()
          .isAccepted();
      send(alice, session, response.formatted("\"exe_0.1\"", "Eve")).expectStatus().isAccepted();
      send(alice, session, response.formatted(question.get("id"), "Ada"))
          .expectStatus()
          .isAccepted();
      assertThat(message(stream).at("/result/structuredContent/stdout").stringValue())
          .isEqualTo("Name: Ada\n");
    }
    try (EventReader stream = stream(session, "input Name: \\nvalue 1")) {
      send(
          alice,
          session,
          "{\"jsonrpc\": \"2.0\", \"id\": %s, \"error\": {\"code\": 1, \"message\": \"\"}}"
              .formatted(message(stream).get("id")));
      assertThat(message(stream).at("/result/structuredContent/error/name").stringValue())
          .isEqualTo("EOFError");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2025-03-26 | {\"elicitation\": {}}",
        "2025-11-25 | {\"elicitation\": {\"url\": {}}}"
      })
  void asksNobodyOnTheStreamWhereNobodyFillsInForms(String version, String capabilities) {
    String session = connect(alice, version, capabilities);
    assertThat(
            call(session, "run_python", "{\"code\": \"input Name: \"}")
                .at("/structuredContent/error/name")
                .stringValue())
        .isEqualTo("EOFError");
  }

  @Test
  void logsWhatIsWrittenFromTheLevelOnThatTheClientWants() {
    String session = connect(alice);
    JsonNode refused = alice.read(send(alice, session, request("logging/setLevel", "{}")));
    assertThat(refused.at("/error/code").intValue()).isEqualTo(-32_602);
    result(alice, session, request("logging/setLevel", "{\"level\": \"debug\"}"));
    try (EventReader stream = stream(session, "print a\\nerror b")) {
      JsonNode log = message(stream).get("params");
      assertThat(log.get("level").stringValue()).isEqualTo("info");
      assertThat(log.get("logger").stringValue()).isEqualTo("stdout");
      assertThat(log.get("data").stringValue()).isEqualTo("a\n");
      assertThat(message(stream).at("/params/logger").stringValue()).isEqualTo("stderr");
      assertThat(message(stream).has("result")).isTrue();
    }
    result(alice, session, request("logging/setLevel", "{\"level\": \"warning\"}"));
    try (EventReader stream = stream(session, "print a\\nerror b")) {
      assertThat(message(stream).at("/params/level").stringValue()).isEqualTo("warning");
    }
  }

  @Test
  void offersTheFilesOfSessionsAsResources() {
    String session = connect(alice);
    call(session, "write_file", "{\"path\": \"a b.txt\", \"text\": \"gr\u00fc\u00df\"}");
    call(session, "write_file", "{\"path\": \"c.bin\", \"base64\": \"/w==\"}");
    JsonNode listed = result(alice, session, request("resources/list", "{}")).get("resources");
    String uri = "session://" + session + "/a%20b.txt";
    assertThat(listed.get(0).toString())
        .isEqualTo(
            "{\"uri\":\"%s\",\"name\":\"a b.txt\",\"mimeType\":\"text/plain\",\"size\":6}"
                .formatted(uri));
    JsonNode text =
        result(alice, session, request("resources/read", "{\"uri\": \"%s\"}".formatted(uri)));
    assertThat(text.at("/contents/0/text").stringValue()).isEqualTo("gr\u00fc\u00df");
    String binary = "session://" + session + "/c.bin";
    JsonNode blob = alone("resources/read", "\"uri\": \"%s\"".formatted(binary), binary, null);
    assertThat(blob.at("/contents/0/blob").stringValue()).isEqualTo("/w==");
    assertThat(blob.get("ttlMs").intValue()).isZero();
    assertThat(
            alone("resources/templates/list", "", null, null)
                .at("/resourceTemplates/0/uriTemplate")
                .stringValue())
        .isEqualTo("session://{session}/{+path}");
    assertThat(alone("resources/list", "", null, null).get("resources")).isEmpty();
  }

  @Test
  void knowsNoResourceOfOthersAndNoneThatIsNone() {
    String session = connect(alice);
    String own = connect(bob);
    call(session, "write_file", "{\"path\": \"a\", \"text\": \"a\"}");
    for (String uri :
        List.of(
            "session://" + session + "/a",
            "session://" + session + "/b%",
            "session://ses_0/a",
            "session://",
            "file:///etc/passwd")) {
      JsonNode error =
          alice
              .read(send(bob, own, request("resources/read", "{\"uri\": \"%s\"}".formatted(uri))))
              .get("error");
      assertThat(error).as(uri).isNotNull();
    }
    JsonNode error =
        alice
            .read(
                send(
                    alice,
                    session,
                    request("resources/read", "{\"uri\": \"session://%s/b\"}".formatted(session))))
            .get("error");
    assertThat(error.get("code").intValue()).isEqualTo(-32_002);
    assertThat(error.at("/data/uri").stringValue()).endsWith("/b");
  }

  @Test
  void tellsAfterACallWhichWatchedResourcesHaveChanged() {
    String session = connect(alice);
    String uri = "{\"uri\": \"session://%s/a\"}".formatted(session);
    result(alice, session, request("resources/subscribe", uri));
    try (EventReader stream = stream(session, "print a")) {
      assertThat(message(stream).has("result")).isTrue();
    }
    alice.put("/v1/sessions/" + session + "/files/a", new byte[1]);
    try (EventReader stream = stream(session, "print a")) {
      JsonNode changed = message(stream);
      assertThat(changed.get("method").stringValue()).isEqualTo("notifications/resources/updated");
      assertThat(changed.get("params").toString()).contains("/a");
      assertThat(message(stream).has("result")).isTrue();
    }
    result(alice, session, request("resources/unsubscribe", uri));
    alice.put("/v1/sessions/" + session + "/files/a", new byte[2]);
    assertThat(text(call(session, "run_python", "{\"code\": \"value 1\"}"))).isEqualTo("1");
  }

  @Test
  void showsSoundsAndDataThatAreDisplayed() {
    String code =
        """
        display {"is": "display", "data": {"text/plain": "s", "audio/wav": "UklG"}}
        display {"is": "display", "data": {"text/plain": "j", "application/json": {"a": 1}}}
        display {"is": "display", "data": {"text/plain": "p", "application/pdf": "JVBE"}}
        """;
    JsonNode content =
        call(
                connect(alice),
                "run_python",
                JsonMapper.shared().writeValueAsString(Map.of("code", code)))
            .get("content");
    assertThat(content.get(1).toString()).contains("\"audio\"", "\"audio/wav\"", "\"UklG\"");
    assertThat(content.get(2).at("/resource/text").stringValue()).isEqualTo("{\"a\":1}");
    assertThat(content.get(2).at("/resource/uri").stringValue()).startsWith("display://exe_");
    assertThat(content.get(3).at("/resource/blob").stringValue()).isEqualTo("JVBE");
  }

  @Test
  void showsImagesAndTextsThatAreDisplayed() {
    String png =
        "{\"is\": \"display\", \"data\": {\"text/plain\": \"<Figure>\", \"image/png\": \"iVBO\\nRw0=\\n\"}}";
    String markdown =
        "{\"is\": \"display\", \"data\": {\"text/plain\": \"m\", \"text/markdown\": \"**m**\"}}";
    String forged =
        "{\"is\": \"display\", \"data\": {\"text/plain\": \"f\", \"image/png\": \"<script>\"}}";
    String code =
        "print a\ndisplay %s\ndisplay %s\ndisplay %s\ndisplay nonsense\nvalue 42"
            .formatted(png, markdown, forged);
    String arguments = JsonMapper.shared().writeValueAsString(Map.of("code", code));
    assertThat(call(connect(alice), "run_python", arguments).get("content"))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    [{"type": "text", "text": "a\\n42"},
                     {"type": "image", "mimeType": "image/png", "data": "iVBORw0="},
                     {"type": "text", "text": "**m**"},
                     {"type": "text", "text": "f"}]
                    """));
  }

  @Test
  void shortensWhatAModelReadsAndNotWhatProgramsRead() {
    JsonNode result = call(connect(alice), "run_python", "{\"code\": \"flood 200\"}");
    assertThat(text(result)).hasSizeBetween(65_536, 65_700).contains("are left out here");
    assertThat(result.at("/structuredContent/stdout").stringValue().length()).isGreaterThan(65_700);
  }

  @Test
  void streamsWhatIsWrittenAsProgress() {
    String body =
        request(
            "tools/call",
            "{\"name\": \"run_python\", \"arguments\": {\"code\": \"print a\\nerror b\\nvalue 1\"},"
                + " \"_meta\": {\"progressToken\": \"p\"}}");
    ResponseSpec response =
        spec(alice, HttpMethod.POST)
            .header(McpRoute.SESSION, connect(alice))
            .accept(MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM)
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(body)
            .exchange()
            .expectStatus()
            .isOk()
            .expectHeader()
            .contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM);
    List<JsonNode> messages =
        new String(alice.bytes(response), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("data:"))
            .map(line -> JsonMapper.shared().readTree(line.substring("data:".length())))
            .toList();
    assertThat(messages).hasSize(3);
    assertThat(messages.get(0).get("params").toString())
        .contains("\"progressToken\":\"p\"", "\"progress\":2", "\"message\":\"a\\n\"");
    assertThat(messages.get(1).at("/params/progress").intValue()).isEqualTo(4);
    assertThat(messages.get(2).get("id").intValue()).isOne();
    assertThat(messages.get(2).at("/result/structuredContent/result").stringValue()).isEqualTo("1");
  }

  @Test
  void interruptsACallThatIsCancelled() {
    String session = connect(alice);
    CompletableFuture<ResponseSpec> call =
        CompletableFuture.supplyAsync(() -> send(alice, session, run("wait", "\"seven\"")));
    await().until(() -> sandbox.latest().state() == Session.State.BUSY);
    String other = connect(bob);
    for (String stranger : List.of(other, session)) {
      send(bob, stranger, cancel("\"seven\""));
    }
    send(alice, session, cancel("7")).expectStatus().isAccepted();
    assertThat(call).isNotDone();
    send(alice, session, cancel("\"seven\"")).expectStatus().isAccepted();
    call.join().expectStatus().isAccepted().expectBody().isEmpty();
    assertThat(text(call(session, "run_python", "{\"code\": \"value 1\"}"))).isEqualTo("1");
  }

  @Test
  void interruptsNoOtherCallThanTheOneThatIsCancelled() {
    String session = connect(alice, "2025-06-18", "{\"elicitation\": {}}");
    try (EventReader stream = stream(session, "input Name: \\nvalue 1")) {
      JsonNode question = message(stream);
      CompletableFuture<ResponseSpec> waiting =
          CompletableFuture.supplyAsync(
              () ->
                  spec(alice, HttpMethod.POST)
                      .header(McpRoute.SESSION, session)
                      .header(McpRoute.VERSION, "2025-06-18")
                      .accept(MediaType.TEXT_EVENT_STREAM)
                      .contentType(MediaType.APPLICATION_JSON)
                      .bodyValue(run("value 2", "2"))
                      .exchange());
      await()
          .until(
              () -> {
                send(alice, session, cancel("2")).expectStatus().isAccepted();
                return waiting.isDone();
              });
      String answer =
          """
          {"jsonrpc": "2.0", "id": %s,
           "result": {"action": "accept", "content": {"text": "Ada"}}}"""
              .formatted(question.get("id"));
      send(alice, session, answer).expectStatus().isAccepted();
      assertThat(message(stream).at("/result/structuredContent/stdout").stringValue())
          .isEqualTo("Name: Ada\n");
    }
  }

  @Test
  void givesTheResultOfACallThoughAWatchedResourceIsLost() {
    String session = connect(alice);
    String uri = "session://" + session + "/f";
    result(alice, session, request("resources/subscribe", "{\"uri\": \"%s\"}".formatted(uri)));
    try (EventReader stream = stream(session, "crash")) {
      assertThat(text(message(stream).get("result"))).contains("The session is lost.");
    }
  }

  @Test
  void watchesNothingOfALongAddress() {
    String session = connect(alice);
    String watch =
        request("resources/subscribe", "{\"uri\": \"a:%s\"}".formatted("x".repeat(4096)));
    assertThat(code(send(alice, session, watch), 200)).isEqualTo(-32_602);
  }

  @Test
  void runsInTurnWhatComesAtOnce() {
    String session = connect(alice);
    List<CompletableFuture<JsonNode>> calls =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> call(session, "run_python", "{\"code\": \"value %d\"}".formatted(i))))
            .toList();
    for (int i = 0; i < calls.size(); i++) {
      assertThat(text(calls.get(i).join())).isEqualTo(Integer.toString(i));
    }
  }

  @Test
  void stopsWhatRunsByATool() {
    String session = connect(alice);
    CompletableFuture<JsonNode> waiting =
        CompletableFuture.supplyAsync(() -> call(session, "run_python", "{\"code\": \"wait\"}"));
    await().until(() -> sandbox.latest().state() == Session.State.BUSY);
    assertThat(call(session, "interrupt", "{}").get("structuredContent").toString())
        .isEqualTo("{\"delivered\":true}");
    assertThat(waiting.join().at("/structuredContent/status").stringValue())
        .isEqualTo("interrupted");
    assertThat(text(call(session, "interrupt", "{}"))).isEqualTo("Nothing runs.");
  }

  @Test
  void handlesSessionsByTools() {
    String session = connect(alice);
    String made =
        call(session, "create_session", "{\"idle_timeout_ms\": 60000}")
            .at("/structuredContent/session")
            .stringValue();
    JsonNode forks =
        call(session, "fork_session", "{\"session\": \"%s\", \"count\": 2}".formatted(made))
            .at("/structuredContent/sessions");
    assertThat(forks.size()).isEqualTo(2);
    JsonNode listed = call(session, "list_sessions", null).at("/structuredContent/sessions");
    assertThat(listed.findValues("session").stream().map(JsonNode::stringValue))
        .containsExactlyInAnyOrder(
            session, made, forks.get(0).stringValue(), forks.get(1).stringValue());
    assertThat(text(call(session, "undo", "{}"))).contains("0 can be undone");
    call(session, "run_python", "{\"code\": \"value 1\"}");
    assertThat(text(call(session, "undo", "{}"))).isEqualTo("1 undone.");
    String named = "{\"session\": \"%s\"}".formatted(made);
    assertThat(text(call(session, "delete_session", named))).isEqualTo("It is deleted.");
    assertThat(call(session, "delete_session", named).get("isError").booleanValue()).isTrue();
  }

  @Test
  void handlesFilesByTools() {
    String session = connect(alice);
    String png =
        Base64.getEncoder()
            .encodeToString(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
    call(session, "write_file", "{\"path\": \"a b.txt\", \"text\": \"gr\u00fc\u00df\"}");
    call(session, "write_file", "{\"path\": \"p.png\", \"base64\": \"%s\"}".formatted(png));
    call(session, "write_file", "{\"path\": \"z \u00e9\", \"base64\": \"/w==\"}");
    assertThat(text(call(session, "read_file", "{\"path\": \"a b.txt\"}")))
        .isEqualTo("gr\u00fc\u00df");
    assertThat(
            call(session, "read_file", "{\"path\": \"p.png\"}")
                .at("/content/0/mimeType")
                .stringValue())
        .isEqualTo("image/png");
    JsonNode resource =
        call(session, "read_file", "{\"path\": \"z \u00e9\"}").at("/content/0/resource");
    assertThat(resource.get("uri").stringValue()).isEqualTo("file:///sandbox/z%20%C3%A9");
    assertThat(resource.get("blob").stringValue()).isEqualTo("/w==");
    JsonNode files =
        call(session, "list_files", "{\"prefix\": \"a\"}").at("/structuredContent/files");
    assertThat(files.toString()).isEqualTo("[{\"path\":\"a b.txt\",\"type\":\"file\",\"size\":6}]");
    call(session, "delete_file", "{\"path\": \"a b.txt\"}");
    JsonNode gone = call(session, "read_file", "{\"path\": \"a b.txt\"}");
    assertThat(gone.get("isError").booleanValue()).isTrue();
    assertThat(text(gone)).startsWith("File not found");
  }

  @Test
  void answersRequestsThatStandForThemselves() {
    JsonNode found = alone("server/discover", "", null, null);
    assertThat(found.get("supportedVersions").get(0).stringValue()).isEqualTo(STATELESS);
    assertThat(found.get("resultType").stringValue()).isEqualTo("complete");
    JsonNode tools = alone("tools/list", "", null, null).get("tools");
    assertThat(tools.get(0).at("/inputSchema/properties/session/x-mcp-header").stringValue())
        .isEqualTo("Session");
    JsonNode once =
        alone("tools/call", tool("run_python", "{\"code\": \"value 1\"}"), "run_python", null);
    assertThat(once.at("/structuredContent/session").isNull()).isTrue();
    assertThat(text(once)).isEqualTo("1");
    await().untilAsserted(() -> assertThat(sandbox.alive()).isZero());
    String session =
        alone("tools/call", tool("create_session", "{}"), "create_session", null)
            .at("/structuredContent/session")
            .stringValue();
    String named =
        tool("run_python", "{\"code\": \"value 2\", \"session\": \"%s\"}".formatted(session));
    assertThat(text(alone("tools/call", named, "run_python", session))).isEqualTo("2");
    assertThat(text(alone("tools/call", tool("interrupt", "{}"), "interrupt", null)))
        .contains("/session is required");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tools/call | tools/list | 2026-07-28 | run_python | -32020 | 400",
        "tools/call | tools/call | 2026-07-28 | interrupt  | -32020 | 400",
        "tools/call | tools/call | 2025-11-25 | run_python | -32020 | 400",
        "tools/call | tools/call | 2030-01-01 | run_python | -32020 | 400",
        "prompts/get | prompts/get | 2026-07-28 | run_python | -32601 | 404",
        "initialize | initialize | 2026-07-28 | run_python | -32601 | 404",
        "ping | ping | 2026-07-28 | run_python | -32601 | 404"
      })
  void wantsHeadersToAgreeWithTheBody(
      String method, String told, String version, String name, int code, int status) {
    String params = "{%s, %s}".formatted(META, tool("run_python", "{\"code\": \"value 1\"}"));
    ResponseSpec response =
        spec(alice, HttpMethod.POST)
            .header(McpRoute.VERSION, version)
            .header("Mcp-Method", told)
            .header("Mcp-Name", name)
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(request(method, params))
            .exchange();
    assertThat(code(response, status)).isEqualTo(code);
  }

  @Test
  void namesTheVersionsThatThereAre() {
    ResponseSpec response =
        spec(alice, HttpMethod.POST)
            .header(McpRoute.VERSION, "2030-01-01")
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(request("tools/list", "{}"))
            .exchange()
            .expectStatus()
            .isBadRequest();
    JsonNode error = alice.read(response).get("error");
    assertThat(error.get("code").intValue()).isEqualTo(-32_022);
    assertThat(error.at("/data/supported").size()).isEqualTo(5);
    assertThat(error.at("/data/requested").stringValue()).isEqualTo("2030-01-01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-32700 400 {",
        "-32700 400 ",
        "-32700 400 [[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]",
        "-32700 400 {\"jsonrpc\": \"2.0\", \"jsonrpc\": \"2.0\"}",
        "-32600 400 []",
        "-32600 400 null",
        "-32600 400 [{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}]",
        "-32600 400 {\"id\": 1, \"method\": \"ping\"}",
        "-32600 400 {\"jsonrpc\": \"1.0\", \"id\": 1, \"method\": \"ping\"}",
        "-32600 400 {\"jsonrpc\": \"2.0\", \"id\": null, \"method\": \"ping\"}",
        "-32600 400 {\"jsonrpc\": \"2.0\", \"id\": 1.5, \"method\": \"ping\"}",
        "-32600 400 {\"jsonrpc\": \"2.0\", \"id\": {}, \"method\": \"ping\"}",
        "-32600 400 {\"jsonrpc\": \"2.0\", \"id\": 99999999999999999999, \"method\": \"ping\"}",
        "-32600 400 {\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": 1}",
        "-32600 400 {\"jsonrpc\": \"2.0\", \"id\": 1}",
        "-32601 200 {\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"\"}",
        "-32601 200 {\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"prompts/list\"}",
        "-32601 200 {\"jsonrpc\": \"2.0\", \"id\": \"\\u0000\", \"method\": \"\\u0000\"}",
        "-32602 200 {\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\"}",
        "-32602 200 {\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\": []}",
        "-32602 200 {\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\":"
            + " {\"name\": \"eval\"}}",
        "-32602 200 {\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\":"
            + " {\"name\": \"run_python\", \"_meta\": {\"progressToken\": []}}}",
        "-32602 200 {\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\", \"params\": {}}",
        "-32600 400 {\"jsonrpc\": \"2.0\", \"method\": \"initialize\", \"params\":"
            + " {\"protocolVersion\": \"2025-11-25\"}}"
      })
  void refusesWhatIsNoRequest(String expected) {
    String[] parts = expected.split(" ", 3);
    ResponseSpec response = send(alice, connect(alice), parts[2]);
    assertThat(code(response, Integer.parseInt(parts[1]))).isEqualTo(Integer.parseInt(parts[0]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"code\": 1}",
        "{\"code\": \"\", \"other\": 1}",
        "{\"code\": \"\\ud800\"}",
        "{\"code\": \"\", \"timeout_ms\": 0}",
        "{\"code\": \"\", \"timeout_ms\": 999999999}",
        "{\"code\": \"\", \"session\": \"../x\"}",
        "{\"code\": \"\", \"session\": \"ses_00000000000000000000000000000000\"}",
        "{\"code\": \"\", \"session\": \"x\", \"once\": true}",
        "[]"
      })
  void tellsTheModelOfArgumentsThatAreWrong(String arguments) {
    JsonNode result = call(connect(alice), "run_python", arguments);
    assertThat(result.get("isError").booleanValue()).isTrue();
    assertThat(text(result)).isNotBlank();
  }

  @Test
  void keepsTenantsApart() {
    String session = connect(alice);
    assertThat(code(send(bob, session, request("tools/list", "{}")), 404)).isEqualTo(-32_001);
    String own = connect(bob);
    for (String tool :
        List.of("interrupt", "undo", "fork_session", "list_files", "delete_session")) {
      JsonNode refused =
          result(
              bob,
              own,
              request(
                  "tools/call",
                  "{" + tool(tool, "{\"session\": \"%s\"}".formatted(session)) + "}"));
      assertThat(text(refused)).as(tool).startsWith("Session not found");
    }
    assertThat(sandbox.alive()).isEqualTo(2);
    JsonNode full = alice.read(initialize(bob, "2025-11-25").expectStatus().isOk());
    assertThat(full.has("result")).isTrue();
    assertThat(code(initialize(bob, "2025-11-25"), 429)).isEqualTo(-32_000);
  }

  @Test
  void keepsStrangersOut() {
    assertThat(code(initialize(anonymous, "2025-11-25"), 401)).isEqualTo(-32_000);
    assertThat(code(initialize(withAuthorization("Bearer wrong"), "2025-11-25"), 401))
        .isEqualTo(-32_000);
    assertThat(code(initialize(as(CAROL), "2025-11-25"), 403)).isEqualTo(-32_000);
    initialize(anonymous, "2025-11-25").expectHeader().exists(HttpHeaders.WWW_AUTHENTICATE);
    assertThat(code(alice.get("/mcp"), 405)).isEqualTo(-32_600);
    ResponseSpec foreign =
        spec(alice, HttpMethod.POST)
            .header(HttpHeaders.ORIGIN, "http://evil.example")
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(request("ping", "{}"))
            .exchange();
    assertThat(code(foreign, 403)).isEqualTo(-32_000);
  }

  @Test
  void logsNoKeyAndCountsItsRequests(CapturedOutput output) {
    double before = answered();
    call(connect(alice), "run_python", "{\"code\": \"value 1\"}");
    await().untilAsserted(() -> assertThat(answered()).isEqualTo(before + 2));
    await()
        .untilAsserted(
            () ->
                assertThat(output.getAll())
                    .contains("session.create by alice", "session.run by alice"));
    assertThat(output.getAll()).doesNotContain(Keys.text(ALICE)).doesNotContain("value 1");
  }

  private double answered() {
    return meters
        .get("serpentarium.door.requests")
        .tag("door", "mcp")
        .tag("outcome", "answered")
        .counter()
        .count();
  }

  private static String request(String method, String params) {
    return "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"%s\", \"params\": %s}"
        .formatted(method, params);
  }

  private static String run(String code, String id) {
    return "{\"jsonrpc\": \"2.0\", \"id\": %s, \"method\": \"tools/call\", \"params\": {%s}}"
        .formatted(id, tool("run_python", "{\"code\": \"%s\"}".formatted(code)));
  }

  private static String cancel(String id) {
    return "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\":"
        + " {\"requestId\": %s}}".formatted(id);
  }

  private static String tool(String name, @Nullable String arguments) {
    return "\"name\": \"%s\", \"arguments\": %s".formatted(name, arguments);
  }

  private static ResponseSpec initialize(Api api, String version) {
    return initialize(api, version, "{}");
  }

  private static ResponseSpec initialize(Api api, String version, String capabilities) {
    return api.post(
        "/mcp",
        request(
            "initialize",
            "{\"protocolVersion\": \"%s\", \"capabilities\": %s, \"clientInfo\": {}}"
                .formatted(version, capabilities)));
  }

  /** Runs code, and reads what comes on the stream of the call. */
  private EventReader stream(String session, String code) {
    return EventReader.of(
        spec(alice, HttpMethod.POST)
            .header(McpRoute.SESSION, session)
            .header(McpRoute.VERSION, "2025-11-25")
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(run(code, "1")));
  }

  private static JsonNode message(EventReader stream) {
    return JsonMapper.shared().readTree(stream.next().substring("message ".length()));
  }

  /** Shakes hands and gives the connection's session. */
  private static String connect(Api api) {
    return connect(api, "2025-11-25", "{}");
  }

  private static String connect(Api api, String version, String capabilities) {
    return Objects.requireNonNull(
        initialize(api, version, capabilities)
            .expectStatus()
            .isOk()
            .expectBody()
            .returnResult()
            .getResponseHeaders()
            .getFirst(McpRoute.SESSION));
  }

  private static ResponseSpec disconnect(Api api, String session) {
    return spec(api, HttpMethod.DELETE).header(McpRoute.SESSION, session).exchange();
  }

  private static RequestBodySpec spec(Api api, HttpMethod method) {
    return api.client().method(method).uri(api.uri("/mcp"));
  }

  private static ResponseSpec send(Api api, String session, String body) {
    return spec(api, HttpMethod.POST)
        .header(McpRoute.SESSION, session)
        .header(McpRoute.VERSION, "2025-11-25")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  private static JsonNode result(Api api, String session, String body) {
    return api.read(send(api, session, body).expectStatus().isOk()).get("result");
  }

  private JsonNode call(String session, String tool, @Nullable String arguments) {
    return result(alice, session, request("tools/call", "{" + tool(tool, arguments) + "}"));
  }

  private JsonNode alone(
      String method, String params, @Nullable String name, @Nullable String session) {
    RequestBodySpec request =
        spec(alice, HttpMethod.POST)
            .header(McpRoute.VERSION, STATELESS)
            .header("Mcp-Method", method)
            .contentType(MediaType.APPLICATION_JSON);
    if (name != null) {
      request.header("Mcp-Name", name);
    }
    if (session != null) {
      request.header(McpRoute.NAMED_SESSION, session);
    }
    String body = request(method, "{" + META + (params.isEmpty() ? "" : ", " + params) + "}");
    return alice.read(request.bodyValue(body).exchange().expectStatus().isOk()).get("result");
  }

  private static String text(JsonNode result) {
    return result.at("/content/0/text").stringValue();
  }

  private int code(ResponseSpec response, int status) {
    JsonNode message =
        alice.read(
            response
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON));
    assertThat(message.get("jsonrpc").stringValue()).isEqualTo("2.0");
    return message.at("/error/code").intValue();
  }
}
