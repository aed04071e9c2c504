package io.serpentarium.sandbox.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PageFileTest {

  @Test
  void shortRunsAreNoMappings() {
    PageRanges pages = new PageRanges();
    pages.add(0, 63);
    pages.add(100, 164);
    assertThat(PageFile.longRuns(pages, 8).pages()).isEqualTo(64);
    assertThat(PageFile.longRuns(pages, 8).first(0)).isEqualTo(100);
  }

  @Test
  void ofManyRunsTheLongestAreTaken() {
    PageRanges pages = new PageRanges();
    int first = 0;
    for (int run = 0; run < 100; run++) {
      pages.add(first, first + 64 + run % 10);
      first += 100;
    }
    PageRanges taken = PageFile.longRuns(pages, 5);
    assertThat(taken.count()).isEqualTo(5);
    assertThat(taken.pages()).isEqualTo(5 * 73);
  }

  @Test
  void equalRunsAreTakenFromTheBeginning() {
    PageRanges pages = new PageRanges();
    for (int run = 0; run < 10; run++) {
      pages.add(run * 100, run * 100 + 64);
    }
    PageRanges taken = PageFile.longRuns(pages, 3);
    assertThat(taken.count()).isEqualTo(3);
    assertThat(taken.end(2)).isEqualTo(264);
  }
}
