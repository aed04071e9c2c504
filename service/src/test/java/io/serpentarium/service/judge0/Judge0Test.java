package io.serpentarium.service.judge0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestPropertySource(properties = "serpentarium.doors=judge0")
class Judge0Test extends TenantsTest {

  private static final String PLAIN = "?base64_encoded=false";
  private static final String WAITING = "/submissions" + PLAIN + "&wait=true";
  private static final String UNKNOWN = "9b4a1a49-7c0a-4cf8-8c6e-3f36f1f0a6aa";

  @Test
  void tellsWhatThereIs() {
    assertThat(json(alice, "/languages").findValues("id").stream().map(JsonNode::intValue))
        .containsExactly(71, 92, 100, 109, 113);
    assertThat(json(alice, "/languages/71").get("name").stringValue())
        .isEqualTo("Python (3.13.15)");
    assertThat(json(alice, "/languages/all").get(0).get("is_archived").booleanValue()).isFalse();
    assertThat(json(alice, "/statuses").size()).isEqualTo(14);
    assertThat(json(alice, "/statuses").get(13).toString())
        .isEqualTo("{\"id\":14,\"description\":\"Exec Format Error\"}");
    assertThat(json(alice, "/about").get("version").stringValue()).isEqualTo("1.13.1");
    assertThat(json(alice, "/config_info").get("max_wall_time_limit").doubleValue()).isEqualTo(300);
    assertThat(json(bob, "/config_info").get("max_wall_time_limit").doubleValue()).isEqualTo(5);
    assertThat(json(alice, "/config_info").get("enable_callbacks").booleanValue()).isFalse();
    assertThat(json(alice, "/system_info").get("Python").stringValue()).isEqualTo("3.13.15");
    alice.get("/languages/1").expectStatus().isNotFound();
    alice.post("/authenticate", "").expectStatus().isOk();
  }

  @ParameterizedTest
  @CsvSource({
    "print 42, 3, 0, null",
    "print 41, 4, 0, null",
    "exit 0, 4, 0, null",
    "exit 2, 11, 2, null",
    "raise ValueError bad, 11, 1, null",
    "limit WALL_TIME, 5, null, null",
    "limit CPU_TIME, 5, null, null",
    "limit OUTPUT, 8, null, 25",
    "limit MEMORY, 12, null, 9",
    "crash, 7, null, 11"
  })
  void judges(String script, int status, String exitCode, String signal) {
    JsonNode judged =
        submit(
            WAITING + "&fields=*",
            "\"source_code\": \"%s\", \"language_id\": 71, \"expected_output\": \"42 \\n\\n\""
                .formatted(script));
    assertThat(judged.at("/status/id").intValue()).isEqualTo(status);
    assertThat(judged.get("exit_code").toString()).isEqualTo(exitCode);
    assertThat(judged.get("exit_signal").toString()).isEqualTo(signal);
    assertThat(judged.get("message").isNull()).isEqualTo(status < 5);
    assertThat(judged.get("time").stringValue()).isEqualTo("0.001");
    assertThat(judged.get("memory").intValue()).isEqualTo(1024);
    assertThat(judged.get("created_at").stringValue()).matches(".*T[0-9:]{8}\\.[0-9]{3}Z");
    assertThat(UUID.fromString(judged.get("token").stringValue()).version()).isEqualTo(4);
  }

  @Test
  void showsTheUsualFieldsOrThoseThatAreAsked() {
    JsonNode usual = submit(WAITING, "\"source_code\": \"error e\", \"language_id\": \"113\"");
    assertThat(usual.propertyNames())
        .containsExactly(
            "stdout", "time", "memory", "stderr", "token", "compile_output", "message", "status");
    assertThat(usual.get("stdout").isNull()).isTrue();
    assertThat(usual.get("stderr").stringValue()).isEqualTo("e\n");
    JsonNode some = submit(WAITING + "&fields=stdin,status_id,stdin", source("value 1"));
    assertThat(some.toString()).isEqualTo("{\"stdin\":null,\"status_id\":3}");
    expectError(alice.get("/submissions/" + UNKNOWN + "?fields=a,token"), 400)
        .isEqualTo("invalid fields: [a]");
  }

  @Test
  void encodesInBase64UnlessToldOtherwise() {
    JsonNode judged =
        submit(
            "/submissions?wait=true",
            "\"source_code\": \"%s\", \"language_id\": 71, \"stdin\": \"%s\""
                .formatted(base64("input ?\nprint é"), base64("Grüße\n")));
    assertThat(text(judged.get("stdout").stringValue())).isEqualTo("?Grüße\né\n");
    expectErrors(
        alice.post("/submissions", "{\"source_code\": \"!\", \"language_id\": 71}"),
        "{\"source_code\":[\"can't be blank\"]}");
  }

  @Test
  void runsInTurnWhatNobodyWaitsFor() {
    String token = submit("/submissions" + PLAIN, source("print later")).get("token").stringValue();
    JsonNode judged = await().until(() -> show(alice, token), Judge0Test::isJudged);
    assertThat(judged.get("stdout").stringValue()).isEqualTo("later\n");
    assertThat(alice.read(alice.delete("/submissions/" + token)).at("/status/id").intValue())
        .isEqualTo(3);
    expectError(alice.get("/submissions/" + token), 404).isNotBlank();
  }

  @Test
  void keepsTheOrderOfABatch() {
    String good = "{%s}".formatted(source("print ok"));
    JsonNode places =
        alice.read(
            alice
                .post(
                    "/submissions/batch" + PLAIN,
                    "{\"submissions\": [%s, {\"language_id\": 1}, %s]}".formatted(good, good))
                .expectStatus()
                .isCreated());
    assertThat(places.get(1).toString())
        .isEqualTo(
            "{\"source_code\":[\"can't be blank\"],"
                + "\"language_id\":[\"language with id 1 doesn't exist\"]}");
    String tokens =
        places.get(0).get("token").stringValue()
            + "%2C"
            + UNKNOWN
            + ","
            + places.get(2).get("token").stringValue();
    JsonNode shown =
        await()
            .until(
                () -> json(alice, "/submissions/batch" + PLAIN + "&tokens=" + tokens),
                found ->
                    isJudged(found.at("/submissions/0")) && isJudged(found.at("/submissions/2")));
    assertThat(shown.at("/submissions/1").isNull()).isTrue();
    assertThat(shown.at("/submissions/2/stdout").stringValue()).isEqualTo("ok\n");
  }

  @Test
  void judgesAHundredAtOnce() {
    List<String> tokens = new ArrayList<>();
    for (int batch = 0; batch < 5; batch++) {
      String all =
          IntStream.range(0, 20)
              .mapToObj(i -> "{%s}".formatted(source("print x")))
              .collect(Collectors.joining(","));
      alice
          .read(alice.post("/submissions/batch" + PLAIN, "{\"submissions\": [%s]}".formatted(all)))
          .forEach(place -> tokens.add(place.get("token").stringValue()));
    }
    assertThat(tokens).hasSize(100).doesNotHaveDuplicates();
    for (String token : tokens) {
      JsonNode judged = await().until(() -> show(alice, token), Judge0Test::isJudged);
      assertThat(judged.at("/status/id").intValue()).isEqualTo(3);
    }
  }

  @Test
  void waitsForAPlaceOfATenantWithFew() {
    List<String> tokens =
        IntStream.range(0, 8)
            .mapToObj(i -> submit(bob, "/submissions" + PLAIN, source("print x")))
            .map(answer -> answer.get("token").stringValue())
            .toList();
    for (String token : tokens) {
      JsonNode judged = await().until(() -> show(bob, token), Judge0Test::isJudged);
      assertThat(judged.at("/status/id").intValue()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/submissions/%s", "/submissions/%s?base64_encoded=false&fields=*"})
  void aForeignTokenIsAsOneThatDoesNotExist(String path) {
    String token = submit(WAITING, source("print mine")).get("token").stringValue();
    JsonNode foreign = alice.read(bob.get(path.formatted(token)).expectStatus().isNotFound());
    assertThat(foreign)
        .isEqualTo(alice.read(bob.get(path.formatted(UNKNOWN)).expectStatus().isNotFound()));
    bob.delete("/submissions/" + token).expectStatus().isNotFound();
    assertThat(json(bob, "/submissions/batch?tokens=" + token).at("/submissions/0").isNull())
        .isTrue();
    assertThat(show(alice, token).get("stdout").stringValue()).isEqualTo("mine\n");
  }

  static Stream<String> refused() {
    return Stream.of(
        "\"language_id\": 71 -> source_code: can't be blank",
        "\"source_code\": \"x\" -> language_id: can't be blank",
        "\"source_code\": 1, \"language_id\": 71 -> source_code: must be a string",
        source("x")
            + ", \"callback_url\": \"http://10.0.0.1/\" -> callback_url: setting callback is not"
            + " allowed",
        source("x")
            + ", \"enable_network\": true -> enable_network: enabling network is not allowed",
        source("x")
            + ", \"compiler_options\": \"-O\" -> compiler_options: setting compiler options",
        source("x")
            + ", \"cpu_time_limit\": 61 -> cpu_time_limit: must be less than or equal to 60",
        source("x")
            + ", \"cpu_time_limit\": -1 -> cpu_time_limit: must be greater than or equal to",
        source("x") + ", \"wall_time_limit\": 1e300 -> wall_time_limit: must be less than",
        source("x")
            + ", \"memory_limit\": 1 -> memory_limit: must be greater than or equal to 2048",
        source("x") + ", \"memory_limit\": \"1e9\" -> memory_limit: must be a number",
        source("x") + ", \"number_of_runs\": 21 -> number_of_runs: must be less than",
        source("x") + ", \"additional_files\": \"=\" -> additional_files: is not base64",
        source("x") + ", \"stdin\": \"\\ud800\" -> stdin: contains a lone surrogate",
        source("x")
            + ", \"command_line_arguments\": \""
            + "x".repeat(513)
            + "\" -> command_line_arguments: is too long");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesByField(String fieldsAndReason) {
    String[] parts = fieldsAndReason.split(" -> ", 2);
    String[] reason = parts[1].split(": ", 2);
    JsonNode answer =
        alice.read(alice.post(WAITING, "{" + parts[0] + "}").expectStatus().isEqualTo(422));
    assertThat(answer.at("/" + reason[0] + "/0").asString("")).startsWith(reason[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"source_code\": {\"a\": [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}}",
        "{\"a\": 1, \"a\": 2}"
      })
  void refusesWhatIsNoSubmission(String body) {
    int status = alice.post(WAITING, body).expectBody().returnResult().getStatus().value();
    assertThat(status).isIn(400, 422);
  }

  @Test
  void refusesWhatIsTooMuch() {
    expectError(alice.post(WAITING, "{%s}".formatted(source("x".repeat(101 << 10)))), 413)
        .isNotBlank();
    expectError(alice.post(WAITING, "{%s}".formatted(source("x".repeat(3 << 20)))), 413)
        .isNotBlank();
    String many = "{},".repeat(20) + "{}";
    expectError(alice.post("/submissions/batch", "{\"submissions\": [%s]}".formatted(many)), 400)
        .contains("less than or equal to 20");
    expectError(alice.post("/submissions/batch", "{\"submissions\": []}"), 400)
        .contains("at least");
    expectError(alice.get("/submissions/batch?tokens=" + "a,".repeat(21)), 400).contains("20");
    expectErrors(
        alice.post("/submissions/batch", "{\"submissions\": {}}"),
        "{\"submissions\":[\"must be an array\"]}");
  }

  @Test
  void laysFilesBesideTheProgram() throws IOException {
    JsonNode judged = withFiles(zip("dir/a.txt", "text".getBytes(StandardCharsets.UTF_8)));
    assertThat(judged.at("/status/id").intValue()).isEqualTo(3);
    assertThat(sandbox.latest().files().read("dir/a.txt")).asString().isEqualTo("text");
  }

  @Test
  void inflatesNoBomb() throws IOException {
    byte[] bomb = zip("zeros", new byte[AdditionalFiles.MOST_BYTES + 1]);
    assertThat(bomb.length).isLessThan(20_000);
    JsonNode judged = withFiles(bomb);
    assertThat(judged.at("/status/id").intValue()).isEqualTo(13);
    assertThat(judged.get("message").stringValue()).contains("more than 10485760 bytes");
  }

  @Test
  void judgesWhatIsNoArchiveAsAnInternalError() throws IOException {
    byte[] broken = zip("a", new byte[5_000]);
    broken[60] ^= 0x55;
    for (byte[] archive : List.of("no zip".getBytes(StandardCharsets.UTF_8), broken)) {
      JsonNode judged = withFiles(archive);
      assertThat(judged.at("/status/id").intValue()).isEqualTo(13);
      assertThat(judged.get("message").stringValue()).contains("additional_files");
    }
    JsonNode outside = withFiles(zip("../../outside", new byte[1]));
    assertThat(outside.at("/status/id").intValue()).isEqualTo(13);
  }

  @Test
  void takesEitherHeaderAndKeepsStrangersOut() {
    anonymous
        .client()
        .get()
        .uri(anonymous.uri("/languages"))
        .header("X-Auth-Token", Keys.text(ALICE))
        .exchange()
        .expectStatus()
        .isOk();
    expectError(anonymous.get("/languages"), 401).isNotBlank();
    expectError(anonymous.post(WAITING, "{%s}".formatted(source("value 1"))), 401).isNotBlank();
    expectError(as(CAROL).get("/about"), 403).isNotBlank();
  }

  private JsonNode withFiles(byte[] archive) {
    return submit(
        WAITING,
        source("value 1")
            + ", \"additional_files\": \"%s\""
                .formatted(Base64.getEncoder().encodeToString(archive)));
  }

  private static byte[] zip(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  private JsonNode submit(String path, String fields) {
    return submit(alice, path, fields);
  }

  private static JsonNode submit(Api api, String path, String fields) {
    return api.read(api.post(path, "{" + fields + "}").expectStatus().isCreated());
  }

  private static JsonNode show(Api api, String token) {
    return json(api, "/submissions/" + token + PLAIN);
  }

  private static boolean isJudged(JsonNode submission) {
    return submission.at("/status/id").intValue() > 2;
  }

  private static JsonNode json(Api api, String path) {
    return api.read(api.get(path).expectStatus().isOk());
  }

  private static String source(String script) {
    return "\"language_id\": 71, \"source_code\": "
        + JsonMapper.shared().writeValueAsString(script);
  }

  private static String base64(String text) {
    return Base64.getMimeEncoder(8, new byte[] {'\n'})
        .encodeToString(text.getBytes(StandardCharsets.UTF_8))
        .replace("\n", "\\n");
  }

  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private AbstractStringAssert<?> expectError(ResponseSpec response, int status) {
    JsonNode answer =
        alice.read(
            response
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON));
    return assertThat(answer.get("error").stringValue());
  }

  private void expectErrors(ResponseSpec response, String errors) {
    assertThat(alice.read(response.expectStatus().isEqualTo(422)).toString()).isEqualTo(errors);
  }
}
