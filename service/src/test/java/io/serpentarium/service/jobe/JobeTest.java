package io.serpentarium.service.jobe;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.Api;
import io.serpentarium.service.testing.Keys;
import io.serpentarium.service.testing.TenantsTest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestPropertySource(properties = "serpentarium.doors=jobe")
class JobeTest extends TenantsTest {

  private static final String API = "/jobe/index.php/restapi";
  private static final String ID = "d41d8cd98f00b204e9800998ecf8427e";

  @AfterEach
  void makeRoom() {
    sandbox.setFull(false);
  }

  @Test
  void tellsItsLanguage() {
    assertThat(alice.read(alice.get(API + "/languages")).toString())
        .isEqualTo("[[\"python3\",\"3.13.15\"]]");
  }

  @ParameterizedTest
  @CsvSource({
    "print x, 15, 'x\n', ''",
    "exit 0, 15, '', ''",
    "error e, 12, '', 'e\n'",
    "exit 3, 12, '', ***Exited with status 3***\n",
    "raise ValueError bad, 12, '', Traceback",
    "limit WALL_TIME, 13, '', ''",
    "limit CPU_TIME, 13, '', ''",
    "limit OUTPUT, 13, '', ''",
    "limit MEMORY, 17, '', ''",
    "crash, 12, '', ***Segmentation fault***"
  })
  void tellsHowItEnded(String script, int outcome, String stdout, String stderr) {
    JsonNode result = run(source(script));
    assertThat(result.propertyNames())
        .containsExactly("run_id", "outcome", "cmpinfo", "stdout", "stderr");
    assertThat(result.get("run_id").isNull()).isTrue();
    assertThat(result.get("outcome").intValue()).isEqualTo(outcome);
    assertThat(result.get("stdout").stringValue()).isEqualTo(stdout);
    assertThat(result.get("stderr").stringValue()).startsWith(stderr);
  }

  @Test
  void readsInputAndArguments() {
    assertThat(run(source("input ?") + ", \"input\": \"line\\n\"").get("stdout").stringValue())
        .isEqualTo("?line\n");
    String parameters =
        ", \"parameters\": {\"interpreterargs\": [\"-BE\", \"-c \\\"print Blah\\\"\"],"
            + " \"runargs\": [\"a 'b c'\"], \"memorylimit\": 200000, \"cputime\": 15}";
    assertThat(run(source("") + parameters).get("stdout").stringValue()).isEqualTo("Blah\n");
    assertThat(Objects.requireNonNull(sandbox.latest().lastRequest()).arguments())
        .containsExactly("test.py", "a", "b c");
  }

  @Test
  void laysFilesBesideTheProgram() {
    head(alice, 404);
    put(alice, "{\"file_contents\": \"dGV4dA==\"}").expectStatus().isNoContent();
    head(alice, 204);
    String list = source("value 1") + ", \"file_list\": [[\"%s\", \"a.txt\"]]".formatted(ID);
    assertThat(run(list).get("outcome").intValue()).isEqualTo(15);
    assertThat(sandbox.latest().files().read("a.txt")).asString().isEqualTo("text");
    assertThat(sandbox.latest().files().read("test.py")).asString().isEqualTo("value 1");
    head(bob, 404);
    assertThat(sentence(post(bob, list), 404))
        .isEqualTo("One or more of the specified files is missing/unavailable");
  }

  static Stream<String> refused() {
    return Stream.of(
        "{} -> No run_spec attribute found in post data",
        "{\"run_spec\": {\"language_id\": \"python3\"}} -> run_spec is missing the required"
            + " attribute 'sourcecode'",
        "{\"run_spec\": {\"sourcecode\": \"\"}} -> run_spec is missing the required attribute"
            + " 'language_id'",
        "{\"run_spec\": {\"sourcecode\": \"\", \"language_id\": \"nosuchlanguage\"}} -> Language"
            + " 'nosuchlanguage' is not known",
        "{\"run_spec\": {\"sourcecode\": \"\", \"language_id\": \"python3\", \"sourcefilename\":"
            + " \"../x\"}} -> The sourcefilename for the run_spec is illegal",
        "{\"run_spec\": {\"sourcecode\": \"\", \"language_id\": \"python3\", \"file_list\":"
            + " [[\"a\", \"b\"]]}} -> Invalid file specifier: a, b",
        "{\"run_spec\": {\"sourcecode\": \"\", \"language_id\": \"python3\", \"parameters\":"
            + " {\"cputime\": 61}}} -> cputime exceeds maximum allowed on this Jobe server (60"
            + " secs)");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesInTheWordsThatClientsCompare(String bodyAndSentence) {
    String[] parts = bodyAndSentence.split(" -> ", 2);
    assertThat(sentence(alice.post(API + "/runs", parts[0]), 400)).isEqualTo(parts[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"run_spec\": []}",
        "{\"run_spec\": {\"sourcecode\": 1, \"language_id\": \"python3\"}}",
        "{\"run_spec\": {\"sourcecode\": \"\\ud800\", \"language_id\": \"python3\"}}",
        "{\"run_spec\": {\"sourcecode\": \"\", \"language_id\": \"python3\", \"file_list\": [1]}}",
        "{\"run_spec\": {\"sourcecode\": \"\", \"language_id\": \"python3\", \"parameters\": [1]}}",
        "{\"run_spec\": [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}"
      })
  void refusesWhatIsNoRun(String body) {
    assertThat(sentence(alice.post(API + "/runs", body), 400)).isNotBlank();
  }

  @Test
  void refusesFilesThatCannotBe() {
    assertThat(sentence(put(alice, "{}"), 400)).isEqualTo("put: missing file_contents parameter");
    assertThat(sentence(put(alice, "{\"file_contents\": \"=\"}"), 400))
        .isEqualTo("put: contents of file %s are not valid base-64".formatted(ID));
    sentence(put(alice, "{\"file_contents\": \"%s\"}".formatted("A".repeat(4 << 20))), 413);
    for (String id : new String[] {"short", "with-dash-in-it", "x".repeat(129), "nul%00nul%00"}) {
      sentence(put(alice, API + "/files/" + id, "{\"file_contents\": \"\"}"), 400);
    }
    assertThat(sentence(post(alice, source("x".repeat(101 << 10))), 413)).isNotBlank();
  }

  @Test
  void keepsStrangersOut() {
    assertThat(sentence(anonymous.get(API + "/languages"), 401)).isNotBlank();
    assertThat(sentence(anonymous.post(API + "/runs/", "{}"), 401)).isNotBlank();
    assertThat(sentence(post(as(CAROL), source("value 1")), 403)).isNotBlank();
    anonymous
        .client()
        .get()
        .uri(anonymous.uri(API + "/languages"))
        .header("X-API-KEY", Keys.text(ALICE))
        .exchange()
        .expectStatus()
        .isOk();
  }

  private JsonNode run(String spec) {
    return alice.read(post(alice, spec).expectStatus().isOk());
  }

  private static ResponseSpec post(Api api, String spec) {
    return api.post(API + "/runs", "{\"run_spec\": {%s}}".formatted(spec));
  }

  private static String source(String script) {
    return "\"language_id\": \"Python3\", \"sourcefilename\": \"test.py\", \"sourcecode\": "
        + JsonMapper.shared().writeValueAsString(script);
  }

  private static void head(Api api, int status) {
    api.send(HttpMethod.HEAD, API + "/files/" + ID).expectStatus().isEqualTo(status);
  }

  private static ResponseSpec put(Api api, String body) {
    return put(api, API + "/files/" + ID, body);
  }

  private static ResponseSpec put(Api api, String path, String body) {
    return api.put(path, body.getBytes(StandardCharsets.UTF_8));
  }

  private String sentence(ResponseSpec response, int status) {
    return alice
        .read(
            response
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON))
        .stringValue();
  }
}
