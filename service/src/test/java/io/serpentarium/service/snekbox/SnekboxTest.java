package io.serpentarium.service.snekbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.TenantsTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.JsonNode;

@TestPropertySource(properties = "serpentarium.doors=snekbox")
class SnekboxTest extends TenantsTest {

  private static final String EVAL = "/eval";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"input\": \"error a\\nprint b\"} | a\\nb\\n | 0",
        "{\"args\": [\"-c\"], \"input\": \"print b\"} | b\\n | 0",
        "{\"args\": [\"-u\", \"-X\", \"dev\", \"-c\", \"exit 7\", \"x\"]} | '' | 7",
        "{\"args\": [\"main.py\"], \"files\": [{\"path\": \"main.py\", \"content\":"
            + " \"cHJpbnQgbQ==\"}]} | m\\n"
            + " | 0",
        "{\"input\": \"limit WALL_TIME\"} | '' | 137",
        "{\"input\": \"limit MEMORY\"} | '' | 137",
        "{\"input\": \"crash\"} | '' | 139",
        "{\"input\": \"exit -1\"} | '' | 255"
      })
  void runsACommandLine(String body, String stdout, int code) {
    JsonNode answer = eval(body);
    assertThat(answer.get("stdout").stringValue()).isEqualTo(stdout.replace("\\n", "\n"));
    assertThat(answer.get("returncode").intValue()).isEqualTo(code);
  }

  @Test
  void showsATraceback() {
    JsonNode answer = eval("{\"input\": \"print a\\nraise ValueError bad\"}");
    assertThat(answer.get("stdout").stringValue()).startsWith("a\nTraceback").contains("bad");
    assertThat(answer.get("returncode").intValue()).isOne();
  }

  @Test
  void bringsBackTheFilesThatAreNew() {
    JsonNode answer =
        eval(
            """
            {"input": "save out/new.txt made\\nsave changed.txt after\\nsave _hidden no",
             "files": [{"path": "same.txt", "content": "c2FtZQ=="},
                       {"path": "changed.txt", "content": "YmVmb3Jl"}, {"path": "empty"}]}\
            """);
    assertThat(answer.get("files").toString())
        .isEqualTo(
            "[{\"path\":\"changed.txt\",\"size\":5,\"content\":\"YWZ0ZXI=\"},"
                + "{\"path\":\"out/new.txt\",\"size\":4,\"content\":\"bWFkZQ==\"}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"input\": 1}",
        "{\"args\": \"-c\"}",
        "{\"args\": [1]}",
        "{\"input\": null}",
        "{\"input\": \"\", \"files\": [1]}",
        "{\"input\": \"\", \"files\": [{}]}",
        "{\"input\": \"\", \"files\": [{\"path\": \"/etc/x\"}]}",
        "{\"input\": \"\", \"files\": [{\"path\": \"../../x\", \"content\": \"\"}]}",
        "{\"input\": \"\", \"files\": [{\"path\": \"a\", \"content\": \"*\"}]}",
        "{\"input\": \"\\udfff\"}",
        "{\"a\": [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}"
      })
  void refusesWhatItCannotRun(String body) {
    expectTitle(alice.post(EVAL, body), 400);
  }

  @Test
  void refusesWhatIsTooLarge() {
    expectTitle(alice.post(EVAL, "{\"input\": \"%s\"}".formatted("x".repeat(101 << 10))), 413);
    expectTitle(alice.post(EVAL, "{\"input\": \"%s\"}".formatted("x".repeat(3 << 20))), 413);
  }

  @Test
  void keepsStrangersOut() {
    expectTitle(anonymous.post(EVAL, "{\"input\": \"value 1\"}"), 401);
    expectTitle(as(CAROL).post(EVAL, "{\"input\": \"value 1\"}"), 403);
  }

  private JsonNode eval(String body) {
    return alice.read(alice.post(EVAL, body).expectStatus().isOk());
  }

  private void expectTitle(ResponseSpec response, int status) {
    JsonNode answer =
        alice.read(
            response
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_JSON));
    assertThat(answer.get("title").stringValue()).isNotBlank();
    assertThat(answer.get("description").stringValue()).isNotBlank();
  }
}
