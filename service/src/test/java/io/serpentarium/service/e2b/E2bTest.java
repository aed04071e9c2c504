package io.serpentarium.service.e2b;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient.RequestBodySpec;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestPropertySource(properties = "serpentarium.doors=e2b")
@ExtendWith(OutputCaptureExtension.class)
class E2bTest extends TenantsTest {

  @Autowired private MeterRegistry meters;

  /** A sandbox and its token. */
  private record Sandbox(String id, String token) {

    static Sandbox of(JsonNode view) {
      return new Sandbox(
          view.get("sandboxID").stringValue(), view.get("envdAccessToken").stringValue());
    }
  }

  @Test
  void makesShowsAndEndsSandboxes() {
    Sandbox sandbox = create(alice, "{\"timeout\": 60, \"metadata\": {\"a\": \"b\"}}");
    JsonNode shown = alice.read(alice.get("/sandboxes/" + sandbox.id()));
    assertThat(shown.get("state").stringValue()).isEqualTo("running");
    assertThat(shown.has("envdAccessToken")).isFalse();
    assertThat(alice.read(alice.get("/v2/sandboxes")).findValues("sandboxID"))
        .hasSize(1)
        .first()
        .isEqualTo(shown.get("sandboxID"));
    alice
        .post("/sandboxes/" + sandbox.id() + "/timeout", "{\"timeout\": 1}")
        .expectStatus()
        .isNoContent();
    assertThat(
            Sandbox.of(alice.read(alice.post("/v2/sandboxes/" + sandbox.id() + "/connect", "{}"))))
        .isEqualTo(sandbox);
    call(sandbox, HttpMethod.GET, "/health").exchange().expectStatus().isNoContent();
    alice.delete("/sandboxes/" + sandbox.id()).expectStatus().isNoContent();
    call(sandbox, HttpMethod.GET, "/health").exchange().expectStatus().isEqualTo(502);
    assertThat(message(alice.get("/sandboxes/" + sandbox.id()), 404)).contains("No session");
  }

  @Test
  void keepsNoSandboxWhoseEnvironmentCannotBe() {
    String refused =
        message(alice.post("/v2/sandboxes", "{\"envVars\": {\"A\": \"x'\\\"\\\\\u00e9\"}}"), 400);
    assertThat(refused).contains("environment");
    assertThat(Objects.requireNonNull(sandbox.latest().lastRequest()).code())
        .isEqualTo("__import__('os').environ.update({\"A\":\"x'\\\"\\\\\u00e9\"})");
    await().untilAsserted(() -> assertThat(sandbox.alive()).isZero());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "print a | {\"type\":\"stdout\",\"text\":\"a\\n\",\"timestamp\":0}",
        "error b | {\"type\":\"stderr\",\"text\":\"b\\n\",\"timestamp\":0}",
        "value 42 | {\"type\":\"result\",\"text\":\"42\",\"is_main_result\":true}",
        "value 'text' | {\"type\":\"result\",\"text\":\"text\",\"is_main_result\":true}",
        "display {\"is\":\"count\",\"count\":7} | "
            + "{\"type\":\"number_of_executions\",\"execution_count\":7}",
        "display {\"is\":\"display\",\"data\":{\"text/plain\":\"'t'\",\"image/png\":\"iVBO\\n\"}} | "
            + "{\"type\":\"result\",\"text\":\"t\",\"png\":\"iVBO\",\"is_main_result\":false}",
        "display {\"is\":\"result\",\"data\":{\"text/html\":\"<b>\",\"application/json\":{\"a\":[1]},"
            + "\"e2b/chart\":{\"type\":\"bar\"},\"x/y\":2}} | {\"type\":\"result\",\"html\":\"<b>\","
            + "\"json\":{\"a\":[1]},\"chart\":{\"type\":\"bar\"},\"extra\":{\"x/y\":2},"
            + "\"is_main_result\":true}",
        "raise KeyError gone | {\"type\":\"error\",\"name\":\"KeyError\",\"value\":\"gone\","
            + "\"traceback\":\"Traceback (most recent call last):\\n  …\\nKeyError: gone\"}",
        "exit 3 | {\"type\":\"error\",\"name\":\"SystemExit\",\"value\":\"3\","
            + "\"traceback\":\"SystemExit: 3\"}",
        "limit WALL_TIME | {\"type\":\"error\",\"name\":\"LimitExceeded\","
            + "\"value\":\"the limit of wall time was met; rolled back to before this cell\","
            + "\"traceback\":\"LimitExceeded: the limit of wall time was met; rolled back to before"
            + " this cell\"}"
      })
  void runsCode(String script, String line) {
    String body = JsonMapper.shared().writeValueAsString(Map.of("code", script));
    List<String> lines = execute(create(alice, "{}"), body);
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().replaceAll("\"timestamp\":[0-9]{19}", "\"timestamp\":0"))
        .isEqualTo(line);
  }

  @Test
  void readsAndWritesFiles() {
    Sandbox sandbox = create(alice, "{}");
    String body =
        String.join(
            "\r\n",
            "--b",
            "Content-Disposition: form-data; name=\"file\"; filename=\"dir/a.txt\"",
            "",
            "abc",
            "--b",
            "content-disposition: form-data; name=\"file\"; filename=\"/home/user/b\"",
            "X: y",
            "",
            "",
            "",
            "--b--",
            "");
    JsonNode written = alice.read(upload(sandbox, "/files", body).expectStatus().isOk());
    assertThat(written.toString())
        .isEqualTo(
            "[{\"name\":\"a.txt\",\"type\":\"file\",\"path\":\"/home/user/dir/a.txt\"},"
                + "{\"name\":\"b\",\"type\":\"file\",\"path\":\"/home/user/b\"}]");
    assertThat(
            alice.bytes(
                call(sandbox, HttpMethod.GET, "/files?path=/home/user/dir/a.txt").exchange()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("abc");
    assertThat(alice.bytes(call(sandbox, HttpMethod.GET, "/files?path=b").exchange()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("\r\n");
    assertThat(message(call(sandbox, HttpMethod.GET, "/files?path=c").exchange(), 404))
        .isNotBlank();
    JsonNode listed = rpc(sandbox, "ListDir", "{\"path\": \"/home/user/dir\", \"depth\": 1}", 200);
    assertThat(listed.at("/entries/0/path").stringValue()).isEqualTo("/home/user/dir/a.txt");
    assertThat(listed.at("/entries/0/size").stringValue()).isEqualTo("3");
    assertThat(rpc(sandbox, "Stat", "{\"path\": \"b\"}", 200).at("/entry/type").stringValue())
        .isEqualTo("FILE_TYPE_FILE");
    assertThat(rpc(sandbox, "Remove", "{\"path\": \"b\"}", 200).toString()).isEqualTo("{}");
    assertThat(rpc(sandbox, "Stat", "{\"path\": \"b\"}", 404).get("code").stringValue())
        .isEqualTo("not_found");
    assertThat(rpc(sandbox, "Remove", "{\"path\": \"b\"}", 200).toString()).isEqualTo("{}");
  }

  @Test
  void makesMovesAndRemovesDirectories() {
    Sandbox sandbox = create(alice, "{}");
    JsonNode made = rpc(sandbox, "MakeDir", "{\"path\": \"/home/user/./new//\"}", 200);
    assertThat(made.at("/entry/path").stringValue()).isEqualTo("/home/user/new");
    assertThat(made.at("/entry/type").stringValue()).isEqualTo("FILE_TYPE_DIRECTORY");
    assertThat(rpc(sandbox, "MakeDir", "{\"path\": \"~/new\"}", 409).get("code").stringValue())
        .isEqualTo("already_exists");
    upload(
            sandbox,
            "/files?path=a",
            "--b\r\nContent-Disposition: form-data; name=\"file\";"
                + " filename=\"a\"\r\n\r\nabc\r\n--b--")
        .expectStatus()
        .isOk();
    JsonNode moved =
        rpc(
            sandbox,
            "Move",
            "{\"source\": \"a\", \"destination\": \"/sandbox/new/../new/b\"}",
            200);
    assertThat(moved.at("/entry/path").stringValue()).isEqualTo("/home/user/new/b");
    assertThat(moved.at("/entry/name").stringValue()).isEqualTo("b");
    assertThat(rpc(sandbox, "Move", "{\"source\": \"a\", \"destination\": \"c\"}", 404))
        .isNotNull();
    assertThat(rpc(sandbox, "ListDir", "{\"path\": \"gone\"}", 404)).isNotNull();
    assertThat(rpc(sandbox, "ListDir", "{\"path\": \"new/b\"}", 400).get("code").stringValue())
        .isEqualTo("invalid_argument");
    assertThat(rpc(sandbox, "ListDir", "{\"path\": \"/home/user\"}", 200).get("entries"))
        .hasSize(1);
    assertThat(
            rpc(sandbox, "Stat", "{\"path\": \"/home/user/\"}", 200)
                .at("/entry/path")
                .stringValue())
        .isEqualTo("/home/user");
    rpc(sandbox, "Remove", "{\"path\": \"new\"}", 200);
    assertThat(rpc(sandbox, "ListDir", "{\"path\": \".\"}", 200).get("entries")).isEmpty();
  }

  @Test
  void keepsContexts() {
    Sandbox sandbox = create(alice, "{}");
    JsonNode made =
        alice.read(post(sandbox, "/contexts", "{\"cwd\": \"/home/user\"}").expectStatus().isOk());
    assertThat(made.get("cwd").stringValue()).isEqualTo("/home/user");
    assertThat(made.get("language").stringValue()).isEqualTo("python");
    String id = made.get("id").stringValue();
    execute(sandbox, "{\"code\": \"value 1\", \"context_id\": \"%s\"}".formatted(id));
    assertThat(Objects.requireNonNull(this.sandbox.latest().lastRequest()).code())
        .endsWith(".run_in(\"%s\", {}, \"value 1\")".formatted(id));
    JsonNode listed = alice.read(call(sandbox, HttpMethod.GET, "/contexts").exchange());
    assertThat(listed.toString())
        .isEqualTo("[{\"id\":\"default\",\"language\":\"python\",\"cwd\":\"/home/user\"}]");
    post(sandbox, "/contexts/" + id + "/restart", "{}").expectStatus().isNoContent();
    call(sandbox, HttpMethod.DELETE, "/contexts/" + id).exchange().expectStatus().isNoContent();
    assertThat(message(post(sandbox, "/contexts", "{\"language\": \"r\"}"), 400))
        .contains("python");
    String unknown = "{\"code\": \"raise ContextNotFoundError x\", \"context_id\": \"x\"}";
    // Where a sign of life came before it is a line.
    await()
        .untilAsserted(
            () ->
                assertThat(message(post(sandbox, "/execute", unknown), 404))
                    .contains("Context x not found"));
  }

  @Test
  void pausesAndGoesOn() {
    Sandbox sandbox = create(alice, "{}");
    String path = "/sandboxes/" + sandbox.id();
    alice.post(path + "/pause", "{}").expectStatus().isNoContent();
    alice.post(path + "/pause", "{}").expectStatus().isEqualTo(409);
    assertThat(alice.read(alice.get(path)).get("state").stringValue()).isEqualTo("paused");
    call(sandbox, HttpMethod.GET, "/health").exchange().expectStatus().isEqualTo(502);
    alice.post(path + "/connect", "{}").expectStatus().isOk();
    assertThat(alice.read(alice.get(path)).get("state").stringValue()).isEqualTo("running");
    call(sandbox, HttpMethod.GET, "/health").exchange().expectStatus().isNoContent();
    execute(sandbox, "{\"code\": \"value 1\"}");
    assertThat(message(bob.post(path + "/pause", "{}"), 404)).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--b",
        "--b--x\r\n",
        "--b\r\nX: y\r\n\r\nno end",
        "--b\r\n\r\n\r\n",
        "--b\r\n\r\nno name\r\n--b--",
        "--b\r\nContent-Disposition: ;;=\"\r\n\r\nbad\r\n--b--"
      })
  void refusesBodiesThatAreNotWhole(String body) {
    ResponseSpec answer = upload(create(alice, "{}"), "/files", body);
    if (!body.startsWith("--b--")) {
      assertThat(message(answer, 400)).isNotBlank();
    }
    assertThat(sandbox.latest().files().list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"code\": 1}",
        "{\"code\": \"\", \"language\": \"r\"}",
        "{\"code\": \"\", \"context_id\": 1}",
        "{\"code\": \"\", \"env_vars\": {\"A\": 1}}",
        "{\"code\": \"\\ud800\"}"
      })
  void refusesWhatCannotRun(String body) {
    assertThat(message(post(create(alice, "{}"), "/execute", body), 400)).isNotBlank();
  }

  @Test
  void copiesSandboxes() {
    Sandbox sandbox = create(alice, "{}");
    JsonNode forks =
        alice.read(
            alice
                .post("/sandboxes/" + sandbox.id() + "/fork", "{\"count\": 2}")
                .expectStatus()
                .isCreated());
    assertThat(forks.findValues("sandboxID")).hasSize(2);
    execute(Sandbox.of(forks.get(0).get("sandbox")), "{\"code\": \"value 1\"}");
    String snapshot =
        alice
            .read(
                alice
                    .post("/sandboxes/" + sandbox.id() + "/snapshots", "{}")
                    .expectStatus()
                    .isCreated())
            .get("snapshotID")
            .stringValue();
    create(alice, "{\"templateID\": \"%s\"}".formatted(snapshot));
  }

  @Test
  void tellsThatThereAreNoTerminalsOrWatchers() {
    Sandbox sandbox = create(alice, "{}");
    for (String call :
        List.of(
            "process.Process/Update",
            "process.Process/Other",
            "filesystem.Filesystem/CreateWatcher")) {
      JsonNode unary = alice.read(post(sandbox, "/" + call, "{}").expectStatus().isEqualTo(501));
      assertThat(unary.get("code").stringValue()).isEqualTo("unimplemented");
    }
    byte[] pty = "{\"process\": {\"cmd\": \"a\"}, \"pty\": {}}".getBytes(StandardCharsets.UTF_8);
    assertThat(
            stream(sandbox, "Start", ConnectMessage.of(pty))
                .getLast()
                .at("/error/code")
                .stringValue())
        .isEqualTo("unimplemented");
    byte[] none = ConnectMessage.of("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(stream(sandbox, "StreamInput", none).getLast().at("/error/code").stringValue())
        .isEqualTo("unimplemented");
    assertThat(stream(sandbox, "Start", none).getLast().at("/error/code").stringValue())
        .isEqualTo("invalid_argument");
    assertThat(stream(sandbox, "Connect", none).getLast().at("/error/code").stringValue())
        .isEqualTo("not_found");
  }

  @Test
  void deletesSnapshotsAndRefusesOtherCallsInItsOwnForm() {
    Sandbox sandbox = create(alice, "{}");
    String path = "/sandboxes/" + sandbox.id();
    String snapshot =
        alice.read(alice.post(path + "/snapshots", "{}")).get("snapshotID").stringValue();
    assertThat(message(bob.delete("/templates/" + snapshot), 404)).isNotBlank();
    alice.delete("/templates/" + snapshot).expectStatus().isNoContent();
    assertThat(message(alice.delete("/templates/" + snapshot), 404)).isNotBlank();
    assertThat(message(alice.get("/snapshots"), 501)).contains("not listed");
    assertThat(message(alice.get(path + "/metrics"), 501)).contains("metrics");
    assertThat(message(alice.put(path + "/network", new byte[0]), 501)).contains("network");
  }

  @Test
  void keepsCommandsOfTenantsApart() {
    Sandbox hers = create(alice, "{}");
    assertThat(post(hers, "/process.Process/List", "{}").expectStatus().isOk()).isNotNull();
    for (String call : List.of("List", "SendSignal", "SendInput", "CloseStdin")) {
      JsonNode error =
          bob.read(
              bob.client()
                  .post()
                  .uri(bob.uri("/process.Process/" + call))
                  .header("E2b-Sandbox-Id", hers.id())
                  .header("X-API-KEY", Keys.text(BOB))
                  .contentType(MediaType.APPLICATION_JSON)
                  .bodyValue("{\"process\": {\"pid\": 1}}")
                  .exchange()
                  .expectStatus()
                  .isNotFound());
      assertThat(error.get("code").stringValue()).isEqualTo("not_found");
      assertThat(error.get("message").stringValue()).contains("No session");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python3 x.py",
        "python3 -c 'print(\"\u00e9\")'",
      })
  void runsCommandsInTheInterpreter(String line) {
    Sandbox sandbox = create(alice, "{}");
    List<JsonNode> stream =
        stream(sandbox, "Start", ConnectMessage.start(line, "/home/user", Map.of("A", "b")));
    assertThat(Objects.requireNonNull(this.sandbox.latest().lastRequest()).code())
        .isEqualTo(
            "__import__('_processes').command(%s, \"/home/user\", {**{}, **{\"A\":\"b\"}})"
                .formatted(JsonMapper.shared().writeValueAsString(line)));
    assertThat(stream.getFirst().at("/event/start/pid").intValue()).isPositive();
    assertThat(stream.getLast().at("/error/code").stringValue()).isEqualTo("unimplemented");
  }

  @Test
  void refusesCommandsThatAreNotWhole() {
    Sandbox sandbox = create(alice, "{}");
    for (byte[] body :
        List.of(
            new byte[0],
            new byte[] {0, 0, 0},
            new byte[] {1, 0, 0, 0, 2, '{', '}'},
            new byte[] {0, 0, 0, 0, 3, '{', '}'},
            new byte[] {0, -1, -1, -1, -1, '{', '}'},
            ConnectMessage.of("[]".getBytes(StandardCharsets.UTF_8)),
            ConnectMessage.of("{\"process\": {\"args\": [1]}}".getBytes(StandardCharsets.UTF_8)))) {
      List<JsonNode> stream = stream(sandbox, "Start", body);
      assertThat(stream).hasSize(1);
      assertThat(stream.getFirst().at("/error/code").stringValue()).isEqualTo("invalid_argument");
    }
  }

  private List<JsonNode> stream(Sandbox sandbox, String call, byte[] body) {
    return ConnectMessage.read(
        alice.bytes(
            call(sandbox, HttpMethod.POST, "/process.Process/" + call)
                .contentType(ConnectMessage.TYPE)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isOk()));
  }

  @Test
  void keepsTenantsApart() {
    Sandbox hers = create(alice, "{}");
    Sandbox his = create(bob, "{}");
    for (Sandbox forged :
        List.of(
            new Sandbox(hers.id(), his.token()),
            new Sandbox(hers.id(), hers.token() + "x"),
            new Sandbox(hers.id(), "."),
            new Sandbox(hers.id(), "a.b"),
            new Sandbox(hers.id(), ""),
            new Sandbox(hers.id(), "\u00e9"))) {
      assertThat(message(post(forged, "/execute", "{\"code\": \"value 1\"}"), 401)).isNotBlank();
    }
    assertThat(message(bob.get("/sandboxes/" + hers.id()), 404)).isNotBlank();
    assertThat(message(bob.post("/sandboxes/" + hers.id() + "/fork", "{}"), 404)).isNotBlank();
    assertThat(message(bob.delete("/sandboxes/" + hers.id()), 404)).isNotBlank();
    assertThat(message(anonymous.post("/v2/sandboxes", "{}"), 401)).isNotBlank();
    assertThat(message(as(CAROL).post("/v2/sandboxes", "{}"), 403)).isNotBlank();
    ResponseSpec byKey =
        anonymous
            .client()
            .post()
            .uri(anonymous.uri("/v2/sandboxes"))
            .header("X-API-KEY", Keys.text(BOB))
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue("{}")
            .exchange();
    byKey.expectStatus().isCreated();
    assertThat(message(bob.post("/v2/sandboxes", "{}"), 429)).isNotBlank();
    assertThat(message(alice.post("/execute", "{\"code\": \"\"}"), 400)).contains("E2b-Sandbox-Id");
  }

  @Test
  void logsNoKeyAndCountsItsRequests(CapturedOutput output) {
    double before = answered();
    Sandbox sandbox = create(alice, "{}");
    execute(sandbox, "{\"code\": \"value 1\"}");
    await().untilAsserted(() -> assertThat(answered()).isEqualTo(before + 2));
    await()
        .untilAsserted(
            () ->
                assertThat(output.getAll())
                    .contains(
                        "session.create by alice on " + sandbox.id(),
                        "session.run by alice on " + sandbox.id()));
    assertThat(output.getAll()).doesNotContain(Keys.text(ALICE)).doesNotContain(sandbox.token());
  }

  private double answered() {
    return meters
        .get("serpentarium.door.requests")
        .tag("door", "e2b")
        .tag("outcome", "answered")
        .counter()
        .count();
  }

  private static Sandbox create(Api api, String body) {
    JsonNode view = api.read(api.post("/v2/sandboxes", body).expectStatus().isCreated());
    assertThat(view.propertyNames())
        .containsExactly(
            "templateID",
            "sandboxID",
            "clientID",
            "envdVersion",
            "envdAccessToken",
            "trafficAccessToken",
            "domain");
    return Sandbox.of(view);
  }

  private RequestBodySpec call(Sandbox sandbox, HttpMethod method, String path) {
    return anonymous
        .client()
        .method(method)
        .uri(anonymous.uri(path))
        .header("E2b-Sandbox-Id", sandbox.id())
        .header("X-Access-Token", sandbox.token());
  }

  private ResponseSpec post(Sandbox sandbox, String path, String body) {
    return call(sandbox, HttpMethod.POST, path)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  private ResponseSpec upload(Sandbox sandbox, String path, String body) {
    return call(sandbox, HttpMethod.POST, path)
        .contentType(new MediaType(MediaType.MULTIPART_FORM_DATA, Map.of("boundary", "b")))
        .bodyValue(body.getBytes(StandardCharsets.UTF_8))
        .exchange();
  }

  private JsonNode rpc(Sandbox sandbox, String call, String body, int status) {
    return alice.read(
        post(sandbox, "/filesystem.Filesystem/" + call, body).expectStatus().isEqualTo(status));
  }

  private List<String> execute(Sandbox sandbox, String body) {
    ResponseSpec answer = post(sandbox, "/execute", body).expectStatus().isOk();
    String text = new String(alice.bytes(answer), StandardCharsets.UTF_8);
    assertThat(text).endsWith("\n");
    return text.lines()
        .filter(line -> !line.equals("{\"type\":\"keepalive\"}"))
        .peek(line -> JsonMapper.shared().readTree(line))
        .toList();
  }

  private String message(ResponseSpec answer, int status) {
    JsonNode error =
        alice.read(
            answer
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON));
    assertThat(error.get("code").intValue()).isEqualTo(status);
    return error.get("message").stringValue();
  }
}
