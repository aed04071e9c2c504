package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.HttpTest;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;

@ExtendWith(OutputCaptureExtension.class)
class RawHttpTest extends HttpTest {

  @LocalManagementPort int managementPort;

  @ParameterizedTest
  @CsvSource({
    "/v1/sessions/%zz, 400, bad_request",
    "/v1/sessions/%, 400, bad_request",
    "/v1/sessions/a|b, 400, bad_request",
    "/v1/sessions?cursor=%zz, 400, bad_request"
  })
  void answersMalformedAddressesWithProblems(String path, int status, String code)
      throws IOException {
    assertProblem(
        send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        status,
        code);
  }

  @Test
  void answersTooLongAnAddressWithAProblem() throws IOException {
    String path = "/" + "a".repeat(9000);
    assertProblem(
        send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"), 414, "uri_too_long");
  }

  @Test
  void answersTooLargeHeadersWithAProblem() throws IOException {
    String header = "X: " + "a".repeat(20_000);
    assertProblem(
        send("GET /v1/info HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n"),
        431,
        "headers_too_large");
  }

  @Test
  void answersWhatIsNoHttpWithAProblem() throws IOException {
    assertProblem(send("snakes!\r\n\r\n"), 400, "bad_request");
  }

  @Test
  void refusesATooLargeBodyBeforeItHasCome() throws IOException {
    String head =
        """
        POST /v1/executions HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        Content-Length: 99999999\r
        Connection: close\r
        \r
        """;
    assertProblem(send(head), 413, "body_too_large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: 127.0.0.1:9\r\n",
        "Host: LocalHost\r\n",
        "Host: [::1]:8080\r\n",
        "Host: serpents.test\r\n"
      })
  void goesByTheMachinesOwnNamesAndByThoseListed(String host) throws IOException {
    assertThat(get("/v1/info", host)).startsWith("HTTP/1.1 200");
    assertThat(send(managementPort, head("/livez", "HTTP/1.1", host))).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example\r\n",
        "Host: evil.example:8080\r\nOrigin: http://evil.example:8080\r\n",
        "Host: 127.0.0.1.evil.example\r\n",
        "Host: localhost.\r\n",
        "Host: 10.0.0.1\r\n",
        "Host: [::2]\r\n",
        "Host:\r\n"
      })
  void goesByNoOtherNameWithoutKeys(String host) throws IOException {
    assertProblem(get("/v1/info", host), 421, "host_not_allowed");
    assertProblem(send(managementPort, head("/livez", "HTTP/1.1", host)), 421, "host_not_allowed");
  }

  @Test
  void looksAtTheHostOfAnAbsoluteAddress() throws IOException {
    String host = "Host: localhost\r\n";
    assertProblem(get("http://evil.example/v1/info", host), 421, "host_not_allowed");
    assertThat(get("http://localhost:8080/v1/info", host)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host: localhost\r\nHost: localhost\r\n",
        "Host: localhost\r\nHost: evil.example\r\n",
        "Host: local host\r\n",
        "Host: me@localhost\r\n",
        "Host: localhost\r\nX: a\r\n b\r\n",
        "Host: localhost\r\n\tb\r\n"
      })
  void refusesHeadsThatMayBeReadInTwoWays(String headers) throws IOException {
    assertProblem(get("/v1/info", headers), 400, "bad_request");
    assertProblem(send(managementPort, head("/livez", "HTTP/1.1", headers)), 400, "bad_request");
  }

  @Test
  void needsNoHostOfAnOldClient() throws IOException {
    assertThat(send(head("/v1/info", "HTTP/1.0", ""))).contains(" 200 ");
  }

  @Test
  void looksAtEachHeadOfAConnectionAndAtNoBody() throws IOException {
    String body = "{\"code\":\n \"1\"}";
    String post =
        "POST /v1/executions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    String answers =
        send(
            "GET /v1/info HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + (post + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                + "GET /v1/info HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "GET /v1/info HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n");
    assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(4);
    assertThat(answers).containsOnlyOnce("HTTP/1.1 400");
  }

  @Test
  void answersASlowBodyWithoutAWordInTheLog(CapturedOutput output) throws IOException {
    String head =
        """
        POST /v1/executions HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/json\r
        Content-Length: 20\r
        \r
        {"code":\
        """;
    assertProblem(send(head), 408, "request_timeout");
    assertThat(output).doesNotContain("ERROR", "RequestTimeoutException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/info", "/v1/nowhere", "/v1/sessions/%zz", "/openapi.json"})
  void letsNobodyKeepOrGuessAtAnAnswer(String path) throws IOException {
    assertThat(get(path, "Host: localhost\r\n"))
        .containsOnlyOnce("no-store")
        .containsOnlyOnce("nosniff");
  }

  private String get(String path, String headers) throws IOException {
    return send(head(path, "HTTP/1.1", headers));
  }

  private static String head(String path, String version, String headers) {
    return "GET " + path + " " + version + "\r\n" + headers + "Connection: close\r\n\r\n";
  }

  private String send(String request) throws IOException {
    return send(port, request);
  }

  private static String send(int port, String request) throws IOException {
    try (SlowReader client = new SlowReader(port)) {
      client.send(request);
      return client.readAll();
    }
  }

  private static void assertProblem(String response, int status, String code) {
    assertThat(response)
        .startsWith("HTTP/1.1 " + status)
        .containsIgnoringCase("content-type: application/problem+json")
        .contains("\"code\":\"" + code + "\"", "\"status\":" + status, "\"errors\":[]");
  }
}
