package io.serpentarium.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.service.testing.PythonTest;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The files of a session, used over HTTP and by Python at the same time. */
class SessionFilesIT extends PythonTest {

  private static final String COMPOSED = "%C3%A9";
  private static final String DECOMPOSED = "e%CC%81";

  private String session;
  private String files;

  @BeforeEach
  void makeSession() {
    session = api.session();
    files = session + "/files/";
  }

  @Test
  void tellsNamesApartThatLookAlike() {
    api.put(files + COMPOSED, new byte[] {'c'}).expectStatus().isCreated();
    api.put(files + DECOMPOSED, new byte[] {'d'}).expectStatus().isCreated();
    assertThat(api.bytes(api.get(files + COMPOSED))).containsExactly('c');
    assertThat(api.bytes(api.get(files + DECOMPOSED))).containsExactly('d');
    assertThat(value(session, "import os; [ascii(n) for n in sorted(os.listdir())]"))
        .isEqualTo("[\"'e\\\\u0301'\", \"'\\\\xe9'\"]");
    api.delete(files + COMPOSED).expectStatus().isNoContent();
    assertThat(value(session, "open('e\\u0301').read()")).isEqualTo("'d'");
    api.expectProblem(api.get(files + COMPOSED), 404, "file_not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "/etc/passwd, 404, file_not_found",
    "../../../../etc/passwd, 404, file_not_found",
    "/proc/self/environ, 404, file_not_found",
    "link, 400, invalid_path",
    "/, 409, not_a_file",
    "/lib/python3.13, 409, not_a_file",
    "nowhere, 404, file_not_found"
  })
  void followsLinksOnlyWithinTheGuestsOwnTree(String target, int status, String code) {
    link(target);
    api.expectProblem(api.get(files + "link"), status, code);
    api.delete(files + "link").expectStatus().isNoContent();
  }

  @Test
  void doesNotFollowLoops() {
    value(
        session, "import os; os.symlink('b', 'a'); os.symlink('a', 'b'); os.symlink('.', 'self')");
    link("link/x");
    for (String path : new String[] {"a", "b/c", "link"}) {
      api.expectProblem(api.get(files + path), 400, "invalid_path");
      api.expectProblem(api.put(files + path, new byte[1]), 400, "invalid_path");
    }
    api.put(files + "self/self/self/x", new byte[] {1}).expectStatus().isCreated();
    assertThat(value(session, "open('x', 'rb').read()")).isEqualTo("b'\\x01'");
    assertThat(paths()).containsExactly("a", "b", "link", "self", "x");
  }

  @Test
  void writesThroughALinkOnlyWhereTheGuestMay() {
    link("/lib/python3.13/os.py");
    api.expectProblem(api.put(files + "link", new byte[1]), 403, "file_read_only");
    value(session, "os.symlink('/lib/python3.13', 'lib'); os.symlink('/tmp', 'tmp')");
    api.expectProblem(api.put(files + "lib/x", new byte[1]), 403, "file_read_only");
    api.expectProblem(api.delete(files + "lib/os.py"), 403, "file_read_only");
    api.put(files + "tmp/x", new byte[] {'t'}).expectStatus().isCreated();
    assertThat(value(session, "open('/tmp/x').read()")).isEqualTo("'t'");
    assertThat(paths()).containsExactly("lib", "link", "tmp");
  }

  private void link(String target) {
    value(session, "import os; os.symlink('%s', 'link')".formatted(target));
  }

  private Iterable<String> paths() {
    JsonNode items = api.read(api.get(session + "/files")).get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.get("path").stringValue())
        .toList();
  }
}
