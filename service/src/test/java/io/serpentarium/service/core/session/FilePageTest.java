package io.serpentarium.service.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.SessionFiles;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FilePageTest {

  @Test
  void hasANextPageOnlyWhenThereIsMore() {
    assertThat(FilePage.of(entries(3, 10), 3).next()).isNull();
    assertThat(FilePage.of(entries(0, 10), 3).next()).isNull();
    FilePage page = FilePage.of(entries(4, 10), 3);
    assertThat(page.items()).hasSize(3);
    assertThat(page.next()).isEqualTo(page.items().getLast().path());
  }

  @Test
  void endsEarlyWherePathsAreLong() {
    FilePage page = FilePage.of(entries(1_000, 4_000), 1_000);
    assertThat(page.items()).hasSizeBetween(262, 264);
    assertThat(page.next()).isEqualTo(page.items().getLast().path());
  }

  private static List<SessionFiles.Entry> entries(int count, int length) {
    return IntStream.range(0, count)
        .mapToObj(i -> "%04d".formatted(i) + "x".repeat(length - 4))
        .map(path -> new SessionFiles.Entry(path, SessionFiles.Type.FILE, 1, Instant.EPOCH))
        .toList();
  }
}
