package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.HttpTest;
import io.serpentarium.service.testing.SlowReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

class SessionFilesTest extends HttpTest {

  @Test
  void writesReadsListsAndDeletes() {
    String files = api.session() + "/files";
    api.put(files + "/a/b.bin", new byte[] {0, -1}).expectStatus().isCreated();
    api.put(files + "/a/b.bin", new byte[] {0, -1, 2}).expectStatus().isNoContent();
    api.get(files + "/a/b.bin")
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .expectHeader()
        .valueMatches("Content-Disposition", "attachment; filename=.*b\\.bin.*")
        .expectHeader()
        .valueEquals("X-Content-Type-Options", "nosniff")
        .expectBody(byte[].class)
        .isEqualTo(new byte[] {0, -1, 2});
    assertThat(api.read(api.get(files)).toString())
        .isEqualTo(
            """
            {"items":[{"path":"a/b.bin","type":"file","size_bytes":3,\
            "modified_at":"2026-01-02T03:04:05.678Z"}],"next_cursor":null}""");
    api.delete(files + "/a/b.bin").expectStatus().isNoContent();
    api.expectProblem(api.get(files + "/a/b.bin"), 404, "file_not_found");
    api.expectProblem(api.delete(files + "/a/b.bin"), 404, "file_not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "a%20b, a b",
    "a+b, a+b",
    "a;b=c, a;b=c",
    "%C3%A9, é",
    "a%2Fb, a/b",
    "a%25, a%",
    "files/files/x, files/files/x",
    "q%3Fr, q?r"
  })
  void takesPathsLiterally(String encoded, String path) {
    String files = api.session() + "/files";
    api.put(files + "/" + encoded, new byte[0]).expectStatus().isCreated();
    assertThat(api.read(api.get(files)).at("/items/0/path").stringValue()).isEqualTo(path);
    api.get(files + "/" + encoded).expectStatus().isOk();
  }

  @ParameterizedTest
  @CsvSource({
    "%2e%2e/x, 400, invalid_path",
    "%ff, 400, invalid_path",
    "'', 400, invalid_path",
    "%2Fetc%2Fpasswd, 403, file_read_only",
    "/etc/passwd, 403, file_read_only",
    "dir, 409, not_a_file"
  })
  void refusesBadPaths(String encoded, int status, String code) {
    api.expectProblem(api.put(api.session() + "/files/" + encoded, new byte[1]), status, code);
  }

  @Test
  void refusesMoreThanTheDiskHolds() {
    api.expectProblem(
        api.put(api.session() + "/files/a", new byte[(1 << 20) + 1]), 413, "file_too_large");
  }

  @Test
  void refusesMoreThanAFileMayHold() {
    api.expectProblem(
        api.put(api.session() + "/files/a", new byte[(2 << 20) + 1]), 413, "file_too_large");
  }

  @Test
  void refusesMoreThanTheDiskHoldsBeforeAllHasCome() throws IOException {
    String session = api.session("{\"limits\": {\"disk_bytes\": 200000}}");
    try (SlowReader client = new SlowReader(port)) {
      client.send(chunked(session + "/files/a"));
      client.send(chunk(70_000).repeat(2));
      api.put(session + "/files/b", new byte[50_000]).expectStatus().isCreated();
      client.send(chunk(70_000));
      client.readUntil("file_too_large");
    }
    assertThat(api.read(api.get(session + "/files")).at("/items/0/path").stringValue())
        .isEqualTo("b");
  }

  @Test
  void leavesNothingOfAnUploadThatBreaksOff() throws IOException {
    String files = api.session("{\"limits\": {\"disk_bytes\": 200000}}") + "/files";
    api.put(files + "/a", new byte[] {1}).expectStatus().isCreated();
    for (int i = 0; i < 3; i++) {
      try (SlowReader client = new SlowReader(port)) {
        client.send(chunked(files + "/a"));
        client.send(chunk(150_000));
      }
    }
    Awaitility.await()
        .untilAsserted(
            () -> api.put(files + "/b", new byte[150_000]).expectStatus().is2xxSuccessful());
    assertThat(api.bytes(api.get(files + "/a"))).containsExactly(1);
  }

  @Test
  void bringsALargeFileBackAsItCame() {
    String file = api.session() + "/files/a";
    byte[] content = new byte[1_000_001];
    new Random(1).nextBytes(content);
    api.put(file, content).expectStatus().isCreated();
    assertThat(api.bytes(api.get(file).expectHeader().contentLength(content.length)))
        .isEqualTo(content);
    api.send(HttpMethod.HEAD, file).expectHeader().contentLength(content.length);
  }

  @Test
  void listsPageByPage() {
    String files = api.session() + "/files";
    for (String path : List.of("a/1", "a/2", "a/3", "b")) {
      api.put(files + "/" + path, new byte[1]).expectStatus().isCreated();
    }
    JsonNode first = api.read(api.get(files + "?limit=2"));
    assertThat(paths(first)).containsExactly("a/1", "a/2");
    String next = "&cursor=" + first.get("next_cursor").stringValue();
    JsonNode second = api.read(api.get(files + "?limit=2" + next));
    assertThat(paths(second)).containsExactly("a/3", "b");
    assertThat(second.get("next_cursor").isNull()).isTrue();
    JsonNode ofFolder = api.read(api.get(files + "?prefix=a/&limit=2" + next));
    assertThat(paths(ofFolder)).containsExactly("a/3");
  }

  @ParameterizedTest
  @CsvSource({"limit=0, /limit", "limit=1001, /limit", "limit=x, /limit", "cursor=*, /cursor"})
  void refusesPagesThatCannotBe(String query, String pointer) {
    api.expectProblem(api.get(api.session() + "/files?" + query), 400, "validation")
        .jsonPath("$.errors[0].pointer")
        .isEqualTo(pointer);
  }

  private static List<String> paths(JsonNode page) {
    return page.get("items").valueStream().map(item -> item.get("path").stringValue()).toList();
  }

  private static String chunked(String path) {
    return "PUT %s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        .formatted(path);
  }

  private static String chunk(int bytes) {
    return "%x\r\n%s\r\n".formatted(bytes, "x".repeat(bytes));
  }

  @Test
  void takesBytesOfAnyMediaType() {
    String files = api.session() + "/files";
    api.client()
        .put()
        .uri(api.uri(files + "/a.json"))
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue("{".getBytes(StandardCharsets.UTF_8))
        .exchange()
        .expectStatus()
        .isCreated();
  }
}
