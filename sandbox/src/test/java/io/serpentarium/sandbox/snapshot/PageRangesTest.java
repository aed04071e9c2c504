package io.serpentarium.sandbox.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PageRangesTest {

  @Test
  void unionHasThePagesOfBothOnceAndInOrder() {
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      PageRanges one = someRanges(random);
      PageRanges other = someRanges(random);
      PageRanges union = new PageRanges();
      union.addUnion(one, other);
      BitSet expected = pages(one);
      expected.or(pages(other));
      assertThat(pages(union)).isEqualTo(expected);
      assertThat(union.pages()).isEqualTo(expected.cardinality());
      for (int page = 0; page < expected.length() + 2; page++) {
        assertThat(union.has(page)).isEqualTo(expected.get(page));
      }
      for (int range = 1; range < union.count(); range++) {
        assertThat(union.first(range)).isGreaterThan(union.end(range - 1));
      }
    }
  }

  private static PageRanges someRanges(Random random) {
    PageRanges ranges = new PageRanges();
    int end = 0;
    for (int i = random.nextInt(8); i > 0; i--) {
      int first = end + 1 + random.nextInt(9);
      end = first + 1 + random.nextInt(9);
      ranges.add(first, end);
    }
    return ranges;
  }

  private static BitSet pages(PageRanges ranges) {
    BitSet pages = new BitSet();
    for (int range = 0; range < ranges.count(); range++) {
      pages.set(ranges.first(range), ranges.end(range));
    }
    return pages;
  }
}
