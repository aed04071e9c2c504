package io.serpentarium.sandbox.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All ways to find written pages, on a private mapping of a file as an instance's memory is. */
final class PageScanTest {

  private static final int PAGE = PageRanges.PAGE_BYTES;
  private static final int PAGES = 3_000;

  private final Arena arena = Arena.ofShared();
  private final PageRanges found = new PageRanges();
  private final Optional<Pagemap> pagemap = Pagemap.open();
  private MemorySegment memory;
  private PristineMemory pristine;

  @BeforeEach
  void map(@TempDir Path folder) throws IOException {
    byte[] content = new byte[PAGES * PAGE];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("memory"), content);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      memory = channel.map(MapMode.PRIVATE, 0, content.length, arena);
    }
    pristine = PristineMemory.copyOf(memory, 0);
  }

  @AfterEach
  void close() {
    arena.close();
    pagemap.ifPresent(Pagemap::close);
  }

  @Test
  void comparisonFindsWhatDiffers() {
    findsWhatWasWritten(new PageComparison(pristine));
  }

  @Test
  void scanFindsWhatWasWritten() {
    assumeTrue(pagemap.isPresent());
    PagemapScan scan = new PagemapScan(pagemap.orElseThrow());
    assumeTrue(scan.works());
    findsWhatWasWritten(scan);
  }

  @Test
  void watchedPagesAreFoundWhenTheyAreWrittenTo() {
    assumeTrue(pagemap.isPresent());
    PagemapScan scan = new PagemapScan(pagemap.orElseThrow());
    assumeTrue(scan.works());
    Optional<WriteWatch> opened = WriteWatch.open(scan);
    assumeTrue(opened.isPresent());
    try (WriteWatch watch = opened.orElseThrow()) {
      List.of(3, 4, 900).forEach(this::write);
      scan.find(memory, PAGE, found);
      assertThat(watch.watch(memory.asSlice(0, 2_000L * PAGE), PAGE, found)).isTrue();
      assertThat(findWatched(scan)).containsExactly(3, 4, 900);
      List.of(0, 1, 4, 5, 1_999, 2_000, 2_500).forEach(this::write);
      assertThat(findWatched(scan)).containsExactly(1, 3, 4, 5, 900, 1_999, 2_000, 2_500);
      assertThat(findWatched(scan)).isEqualTo(find(scan, PAGE));
    }
  }

  private List<Integer> findWatched(PageScan scan) {
    scan.find(memory, PAGE, 2_000L * PAGE, found);
    return pages();
  }

  @ParameterizedTest
  @CsvSource({
    "6.9.0, true",
    "6.18.44-fc, true",
    "7.0.0-rc1, true",
    "6.8.0-40-generic, false",
    "5.15.0, false",
    "strange, false"
  })
  void onlyRecentKernelsAreAskedToWatch(String version, boolean recent) {
    assertThat(WriteWatch.isRecent(version)).isEqualTo(recent);
  }

  @Test
  void entriesTellWhatWasWritten() {
    assumeTrue(pagemap.isPresent());
    findsWhatWasWritten(new PagemapEntries());
  }

  @Test
  void moreRangesThanTheKernelReportsAtOnceAreAllFound() {
    assumeTrue(pagemap.isPresent());
    List<Integer> written = new ArrayList<>();
    for (int page = 0; page < PAGES; page += 2) {
      write(page);
      written.add(page);
    }
    PagemapScan scan = new PagemapScan(pagemap.orElseThrow());
    assumeTrue(scan.works());
    assertThat(find(scan, 0)).isEqualTo(written);
    assertThat(find(new PagemapEntries(), 0)).isEqualTo(written);
  }

  private void findsWhatWasWritten(PageScan scan) {
    assertThat(find(scan, 0)).isEmpty();
    for (int page : List.of(0, 5, 6, 7, 1_000, PAGES - 1)) {
      write(page);
    }
    assertThat(find(scan, 0)).containsExactly(0, 5, 6, 7, 1_000, PAGES - 1);
    assertThat(found.count()).isEqualTo(4);
    assertThat(found.pages()).isEqualTo(6);
    assertThat(find(scan, 6L * PAGE)).containsExactly(6, 7, 1_000, PAGES - 1);
  }

  private void write(int page) {
    long offset = (long) page * PAGE + 7;
    byte old = memory.get(ValueLayout.JAVA_BYTE, offset);
    memory.set(ValueLayout.JAVA_BYTE, offset, (byte) ~old);
  }

  private List<Integer> find(PageScan scan, long from) {
    scan.find(memory, from, found);
    return pages();
  }

  private List<Integer> pages() {
    List<Integer> pages = new ArrayList<>();
    for (int range = 0; range < found.count(); range++) {
      for (int page = found.first(range); page < found.end(range); page++) {
        pages.add(page);
      }
    }
    return pages;
  }
}
