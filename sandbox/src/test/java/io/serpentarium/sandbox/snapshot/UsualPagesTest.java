package io.serpentarium.sandbox.snapshot;

import static io.serpentarium.sandbox.snapshot.PageRanges.PAGE_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.memory.Mapping;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memories that are made new again, of zeros as the kernel maps them. */
@EnabledOnOs(OS.LINUX)
final class UsualPagesTest {

  private static final int PAGES = 4_000;

  private final Mapping mapping =
      Objects.requireNonNull(Mapping.create((long) PAGES * PAGE_BYTES), "no memory");
  private final MemorySegment memory = mapping.segment();
  private final PristineMemory pristine =
      PristineMemory.copyOf(MemorySegment.ofArray(new byte[PAGES * PAGE_BYTES]), 0);
  private final UsualPages usual = new UsualPages(ranges(3, 4, 100, 220, 3_999, 4_000));

  @AfterEach
  void unmap() {
    mapping.close();
  }

  @Test
  void fewPagesAreWritten() {
    assertRenewed(ranges(0, 1, 90, 300, 2_000, 2_400, 3_999, 4_000));
  }

  @Test
  void manyPagesAreDroppedButForTheUsual() {
    assertRenewed(ranges(0, 1, 50, 101, 150, 151, 219, 3_000, 3_998, 4_000));
  }

  @Test
  void allPagesAreDropped() {
    assertRenewed(ranges(0, PAGES));
  }

  private void assertRenewed(PageRanges own) {
    byte[] content = new byte[PAGE_BYTES];
    for (int range = 0; range < own.count(); range++) {
      for (int page = own.first(range); page < own.end(range); page++) {
        new Random(page).nextBytes(content);
        MemorySegment.copy(
            MemorySegment.ofArray(content), 0, memory, (long) page * PAGE_BYTES, PAGE_BYTES);
      }
    }
    assertThat(usual.renew(memory, own, pristine)).isTrue();
    assertThat(memory.mismatch(MemorySegment.ofArray(new byte[PAGES * PAGE_BYTES]))).isNegative();
  }

  private static PageRanges ranges(int... bounds) {
    PageRanges ranges = new PageRanges();
    for (int i = 0; i < bounds.length; i += 2) {
      ranges.add(bounds[i], bounds[i + 1]);
    }
    return ranges;
  }
}
