package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.HttpTest;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawHttpTest extends HttpTest {

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
        send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), status, code);
  }

  @Test
  void answersTooLongAnAddressWithAProblem() throws IOException {
    String path = "/" + "a".repeat(9000);
    assertProblem(send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"), 414, "uri_too_long");
  }

  @Test
  void answersTooLargeHeadersWithAProblem() throws IOException {
    String header = "X: " + "a".repeat(20_000);
    assertProblem(
        send("GET /v1/info HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n"),
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
        Host: x\r
        Content-Type: application/json\r
        Content-Length: 99999999\r
        Connection: close\r
        \r
        """;
    assertProblem(send(head), 413, "body_too_large");
  }

  private String send(String request) throws IOException {
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
