package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.HttpTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

class BadRequestsTest extends HttpTest {

  static Stream<Arguments> invalidPrograms() {
    return Stream.of(
        Arguments.of("{}", "/code"),
        Arguments.of("[]", ""),
        Arguments.of("null", ""),
        Arguments.of("\"code\"", ""),
        Arguments.of("{\"code\": null}", "/code"),
        Arguments.of("{\"code\": 1}", "/code"),
        Arguments.of("{\"code\": true}", "/code"),
        Arguments.of("{\"code\": [\"print x\"]}", "/code"),
        Arguments.of("{\"code\": \"\\ud800\"}", "/code"),
        Arguments.of("{\"code\": \"\", \"colour\": 1}", "/colour"),
        Arguments.of("{\"code\": \"\", \"a/b~c\": 1}", "/a~1b~0c"),
        Arguments.of("{\"code\": \"\", \"\\ud800\": 1}", "/\ufffd"),
        Arguments.of("{\"code\": \"\", \"stdin\": 1}", "/stdin"),
        Arguments.of("{\"code\": \"\", \"args\": \"a\"}", "/args"),
        Arguments.of("{\"code\": \"\", \"args\": [\"a\", 1]}", "/args/1"),
        Arguments.of("{\"code\": \"\", \"args\": [null]}", "/args/0"),
        Arguments.of("{\"code\": \"\", \"limits\": 1}", "/limits"),
        Arguments.of(
            "{\"code\": \"\", \"limits\": {\"wall_time_ms\": \"1\"}}", "/limits/wall_time_ms"),
        Arguments.of(
            "{\"code\": \"\", \"limits\": {\"wall_time_ms\": 1.5}}", "/limits/wall_time_ms"),
        Arguments.of(
            "{\"code\": \"\", \"limits\": {\"wall_time_ms\": 1e300}}", "/limits/wall_time_ms"),
        Arguments.of("{\"code\": \"\", \"limits\": {\"wall_time_ms\": 0}}", "/limits/wall_time_ms"),
        Arguments.of(
            "{\"code\": \"\", \"limits\": {\"wall_time_ms\": -1}}", "/limits/wall_time_ms"),
        Arguments.of(
            "{\"code\": \"\", \"limits\": {\"cpu_time_ms\": true}}", "/limits/cpu_time_ms"),
        Arguments.of(
            "{\"code\": \"\", \"limits\": {\"output_bytes\": -1}}", "/limits/output_bytes"),
        Arguments.of(
            "{\"code\": \"\", \"limits\": {\"disk_bytes\": 99999999999999999999}}",
            "/limits/disk_bytes"),
        Arguments.of("{\"code\": \"\", \"limits\": {\"gas\": 1}}", "/limits/gas"),
        Arguments.of("{\"code\": \"\", \"files\": {}}", "/files"),
        Arguments.of("{\"code\": \"\", \"files\": [1]}", "/files/0"),
        Arguments.of("{\"code\": \"\", \"files\": [{\"content\": \"\"}]}", "/files/0/path"),
        Arguments.of("{\"code\": \"\", \"files\": [{\"path\": \"a\"}]}", "/files/0/content"),
        Arguments.of(
            "{\"code\": \"\", \"files\": [{\"path\": \"a\", \"content\": \"\", \"content_base64\": \"\"}]}",
            "/files/0/content"),
        Arguments.of(
            "{\"code\": \"\", \"files\": [{\"path\": \"a\", \"content_base64\": \"*\"}]}",
            "/files/0/content_base64"),
        Arguments.of("{\"code\": \"\", \"return_files\": [1]}", "/return_files/0"));
  }

  @ParameterizedTest
  @MethodSource("invalidPrograms")
  void pointsToTheBadField(String body, String pointer) {
    api.expectProblem(api.post("/v1/executions", body), 400, "validation")
        .jsonPath("$.errors.length()")
        .isEqualTo(1)
        .jsonPath("$.errors[0].pointer")
        .isEqualTo(pointer)
        .jsonPath("$.errors[0].reason")
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1500", "1500.0", "15e2", "1.5e3"})
  void takesIntegersAsJsonSchemaHasThem(String number) {
    String body = "{\"code\": \"print x\", \"limits\": {\"wall_time_ms\": %s}}".formatted(number);
    api.post("/v1/executions", body).expectStatus().isOk();
    assertThat(sandbox.latest().limits().wallTime()).hasMillis(1_500);
  }

  @Test
  void namesEveryBadField() {
    JsonNode problem =
        api.read(api.post("/v1/executions", "{\"stdin\": 1, \"limits\": {\"x\": 1}, \"y\": 2}"));
    assertThat(problem.get("errors").findValuesAsString("pointer"))
        .containsExactlyInAnyOrder("/code", "/stdin", "/limits/x", "/y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"code\": \"\"",
        "{code: 1}",
        "{'code': ''}",
        "{\"code\": \"\"} {}",
        "{\"code\": \"\"} x",
        "{\"code\": \"\", \"code\": \"\"}",
        "{\"code\": \"\",}",
        "{\"code\": \"a\nb\"}",
        "{\"code\": \"\\x\"}",
        "NaN",
        "{\"code\": \"\", \"limits\": {\"wall_time_ms\": 01}}",
        "// no\n{\"code\": \"\"}",
        "\ufeff{\"code\": \"\"}"
      })
  void refusesWhatIsNoJson(String body) {
    api.expectProblem(api.post("/v1/executions", body), 400, "malformed_json");
  }

  @Test
  void refusesDeepNesting() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    api.expectProblem(
        api.post("/v1/executions", "{\"code\": " + deep + "}"), 400, "malformed_json");
  }

  @Test
  void refusesWhatIsNoUtf8() {
    byte[] latin = "{\"code\": \"print é\"}".getBytes(StandardCharsets.ISO_8859_1);
    api.expectProblem(
        api.client()
            .post()
            .uri(api.uri("/v1/executions"))
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(latin)
            .exchange(),
        400,
        "malformed_json");
  }

  @Test
  void refusesLimitsAboveTheMaximum() {
    api.expectProblem(
            api.post(
                "/v1/executions",
                "{\"code\": \"\", \"limits\": {\"wall_time_ms\": 300001, \"memory_bytes\": 268435457}}"),
            400,
            "limit_too_high")
        .jsonPath("$.errors[0].pointer")
        .isEqualTo("/limits/wall_time_ms")
        .jsonPath("$.errors[0].reason")
        .isEqualTo("must be at most 300000")
        .jsonPath("$.errors[1].pointer")
        .isEqualTo("/limits/memory_bytes");
  }

  @Test
  void acceptsLimitsAtTheMaximum() {
    api.post(
            "/v1/executions",
            "{\"code\": \"print x\", \"limits\": {\"wall_time_ms\": 300000, \"memory_bytes\": 268435456}}")
        .expectStatus()
        .isOk();
  }

  @Test
  void takesNullForAbsentWhereAFieldIsOptional() {
    api.post("/v1/executions", "{\"code\": \"print x\", \"stdin\": null, \"limits\": null}")
        .expectStatus()
        .isOk();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json;charset=utf-16"
      })
  void refusesOtherMediaTypes(String type) {
    api.expectProblem(
        api.client()
            .post()
            .uri(api.uri("/v1/executions"))
            .header(HttpHeaders.CONTENT_TYPE, type)
            .bodyValue("{\"code\": \"\"}".getBytes(StandardCharsets.UTF_8))
            .exchange(),
        415,
        "unsupported_media_type");
  }

  @Test
  void refusesEncodedBodies() {
    api.expectProblem(
        api.client()
            .post()
            .uri(api.uri("/v1/executions"))
            .contentType(MediaType.APPLICATION_JSON)
            .header(HttpHeaders.CONTENT_ENCODING, "gzip")
            .bodyValue("{\"code\": \"\"}")
            .exchange(),
        415,
        "unsupported_media_type");
  }

  @Test
  void refusesToAnswerInOtherMediaTypes() {
    api.expectProblem(
        api.client()
            .post()
            .uri(api.uri("/v1/executions"))
            .contentType(MediaType.APPLICATION_JSON)
            .accept(MediaType.TEXT_HTML)
            .bodyValue(api.code("print x"))
            .exchange(),
        406,
        "not_acceptable");
  }

  @Test
  void refusesTooLargeABody() {
    String body = "{\"code\": \"\", \"stdin\": \"%s\"}".formatted("x".repeat(3 << 20));
    api.expectProblem(api.post("/v1/executions", body), 413, "body_too_large");
  }

  @Test
  void takesAsMuchCodeAsItMay() {
    api.post("/v1/executions", api.code("print " + "é".repeat((100 << 10) / 2 - 3)))
        .expectStatus()
        .isOk();
  }

  @Test
  void refusesMoreCode() {
    api.expectProblem(
        api.post("/v1/executions", api.code("print " + "é".repeat((100 << 10) / 2 - 2))),
        413,
        "code_too_large");
    api.expectProblem(
        api.post(api.session() + "/executions", api.code("x".repeat((100 << 10) + 1))),
        413,
        "code_too_large");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/executions, POST",
    "PUT, /v1/sessions, 'GET,POST'",
    "PATCH, /v1/sessions/ses_1, 'DELETE,GET'",
    "GET, /v1/sessions/ses_1/interrupt, POST",
    "POST, /v1/info, GET",
    "PUT, /v1/sessions/ses_1/files, GET",
    "DELETE, /v1/sessions/ses_1/files, GET",
    "PATCH, /v1/sessions/ses_1/files, GET"
  })
  void namesTheMethodsThatAreAllowed(String method, String path, String allowed) {
    api.expectProblem(
        api.send(HttpMethod.valueOf(method), path)
            .expectHeader()
            .value(
                HttpHeaders.ALLOW,
                allow ->
                    assertThat(allow.split(",")).containsExactlyInAnyOrder(allowed.split(","))),
        405,
        "method_not_allowed");
  }

  @Test
  void namesTheMethodsOfTheListOfFilesOnly() {
    api.send(HttpMethod.OPTIONS, "/v1/sessions/ses_1/files")
        .expectHeader()
        .valueEquals(HttpHeaders.ALLOW, "GET,HEAD,OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v1/",
        "/v2/info",
        "/v1/sessions/",
        "/actuator/prometheus",
        "/livez",
        "/v1/info/x",
        "/%00",
        "/v1/sessions/a/b",
        "/v1/%2e%2e/info",
        "/favicon.ico"
      })
  void saysThatNothingIsThere(String path) {
    api.expectProblem(api.get(path), 404, "not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "DELETE, ''",
    "POST, /interrupt",
    "POST, /tickets",
    "GET, /files",
    "GET, /files/a",
    "DELETE, /files/a"
  })
  void saysThatThereIsNoSuchSession(String method, String below) {
    for (String id :
        new String[] {"ses_00000000000000000000000000000000", "x", "%F0%9F%90%8D", "%FF"}) {
      api.expectProblem(
          api.send(HttpMethod.valueOf(method), "/v1/sessions/" + id + below),
          404,
          "session_not_found");
    }
  }

  @Test
  void saysSoToBodiesToo() {
    api.expectProblem(
        api.post("/v1/sessions/x/executions", api.code("")), 404, "session_not_found");
    api.expectProblem(
        api.post("/v1/sessions/x/stdin", "{\"eof\": true}"), 404, "session_not_found");
    api.expectProblem(api.put("/v1/sessions/x/files/a", new byte[1]), 404, "session_not_found");
  }
}
