package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.SessionFiles;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCopiesTest {

  private final TestSessions node = new TestSessions();
  private final SessionFiles from = node.open().files();
  private final SessionFiles to = node.open().files();

  @AfterEach
  void close() {
    node.sandbox().close();
  }

  /** Around one page and two of them. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 512, 513})
  void areOfAllFilesHoweverMany(int count) {
    for (int number = 0; number < count; number++) {
      from.write("file" + number, bytes("content " + number));
    }
    FileCopies.copy(from, to);
    assertThat(to.list()).isEqualTo(from.list()).hasSize(count);
    for (int number = 0; number < count; number++) {
      assertThat(to.read("file" + number)).isEqualTo(bytes("content " + number));
    }
  }

  @Test
  void takeThePlaceOfFilesAndLeaveOthers() {
    from.write("a", bytes("new"));
    from.write("empty", new byte[0]);
    to.write("a", bytes("old and longer"));
    to.write("b", bytes("stays"));
    FileCopies.copy(from, to);
    assertThat(to.read("a")).isEqualTo(bytes("new"));
    assertThat(to.read("b")).isEqualTo(bytes("stays"));
    assertThat(to.read("empty")).isEmpty();
    assertThat(from.list()).hasSize(2);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
