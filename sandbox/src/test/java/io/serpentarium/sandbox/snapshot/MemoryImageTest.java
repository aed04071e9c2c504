package io.serpentarium.sandbox.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.memory.TestBlocks;
import io.serpentarium.sandbox.vfs.InvalidStateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Images of a memory of 64 pages with a stack of two, taken, shared, written back and encoded. */
final class MemoryImageTest {

  private static final int PAGE = PageRanges.PAGE_BYTES;
  private static final int PAGES = 64;
  private static final long STACK = 2L * PAGE;

  private final MemorySegment neverRun = random(PAGES);
  private final PristineMemory pristine = PristineMemory.copyOf(neverRun, STACK);
  private final PageComparison scan = new PageComparison(pristine);
  private final PageCodec codec = new PageCodec(pristine);
  private final MemorySegment memory = copy(neverRun, PAGES);

  @Test
  void holdsWhatDiffersAboveTheStack() {
    change(memory, 0, 1, 2, 40, 63);
    MemoryImage image = capture(memory, null);
    assertThat(image.pages()).isEqualTo(3);
    assertThat(image.sizeBytes()).isEqualTo(3L * PAGE);
    MemorySegment other = copy(neverRun, PAGES);
    image.writeTo(other);
    assertThat(other.asSlice(STACK).mismatch(memory.asSlice(STACK))).isNegative();
  }

  @Test
  void holdsWhatWasGrown() {
    MemorySegment grown = copy(neverRun, PAGES + 16);
    change(grown, PAGES + 3);
    MemoryImage image = capture(grown, null);
    assertThat(image.memoryBytes()).isEqualTo((PAGES + 16L) * PAGE);
    assertThat(image.pages()).isEqualTo(1);
  }

  @Test
  void sharesThePagesThatAreAlike() {
    change(memory, 10, 11);
    MemoryImage first = capture(memory, null);
    change(memory, 11, 12);
    MemoryImage second = capture(memory, first);
    assertThat(second.content(0)).isSameAs(first.content(0));
    assertThat(second.content(1)).isNotEqualTo(first.content(1));
    assertThat(second.pages()).isEqualTo(3);
  }

  @Test
  void beforeImageWritesBackWhatItTook() {
    change(memory, 3, 4, 5, 20);
    MemorySegment then = copy(memory, PAGES);
    try (BeforeImage before = new BeforeImage(scan, BeforeImage::free)) {
      before.find(memory, STACK);
      before.take(memory);
      change(memory, 3, 21);
      MemorySegment fresh = copy(neverRun, PAGES);
      before.writeTo(fresh);
      assertThat(fresh.mismatch(then)).isNegative();
      assertThat(before.memoryBytes()).isEqualTo(PAGES * (long) PAGE);
    }
  }

  @Test
  void beforeImageTakesMoreThanItsFirstBuffer() {
    MemorySegment large = MemorySegment.ofArray(new byte[1_000 * PAGE]);
    new Random(5).nextBytes((byte[]) large.heapBase().orElseThrow());
    try (BeforeImage before = new BeforeImage(scan, BeforeImage::free)) {
      before.find(large, STACK);
      before.take(large);
      MemorySegment fresh = copy(neverRun, 1_000);
      before.writeTo(fresh);
      assertThat(fresh.asSlice(STACK).mismatch(large.asSlice(STACK))).isNegative();
    }
  }

  @Test
  void comesBackFromItsBytes() throws IOException {
    MemorySegment grown = copy(neverRun, PAGES + 16);
    change(grown, 2, 3, 40, PAGES, PAGES + 15);
    MemoryImage read = read(write(capture(grown, null)));
    MemorySegment other = copy(neverRun, PAGES + 16);
    read.writeTo(other);
    assertThat(other.mismatch(grown)).isNegative();
    assertThat(read.memoryBytes()).isEqualTo(grown.byteSize());
  }

  @Test
  void bytesOfPagesThatAreOutOfPlaceAreRefused() throws IOException {
    change(memory, 2, 63);
    byte[] bytes = write(capture(memory, null));
    assertRefused(bytes, 0, PAGES * (long) PAGE * 1_000);
    assertRefused(bytes, 0, PAGES * (long) PAGE + 1);
    assertRefused(bytes, 0, -1);
    assertRefused(bytes, 8, 0x7fff_ffff_0000_0003L);
    assertRefused(bytes, 8, 0xffff_ffff_0000_0003L);
    assertRefused(bytes, 12, 0x0000_0002_0000_003eL);
    assertRefused(bytes, 12, 0x0000_0003_0000_0000L);
    assertRefused(bytes, 12, 0x0000_0003_ffff_ffffL);
    assertRefused(bytes, 12, 0x0000_0003_0000_003eL);
  }

  private void assertRefused(byte[] bytes, int offset, long value) {
    byte[] damaged = bytes.clone();
    MemorySegment.ofArray(damaged)
        .set(
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.BIG_ENDIAN),
            offset,
            value);
    assertThatThrownBy(() -> read(damaged)).isInstanceOf(InvalidStateException.class);
  }

  private byte[] write(MemoryImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    codec.write(image, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private MemoryImage read(byte[] bytes) throws IOException {
    return codec.read(
        new DataInputStream(new ByteArrayInputStream(bytes)),
        (PAGES + 16L) * PAGE,
        TestBlocks.FREE);
  }

  private MemoryImage capture(MemorySegment from, @Nullable MemoryImage previous) {
    PageRanges found = new PageRanges();
    scan.find(from, STACK, found);
    return MemoryImage.of(from, found, pristine, previous, TestBlocks.FREE);
  }

  private static void change(MemorySegment memory, int... pages) {
    for (int page : pages) {
      long offset = (long) page * PAGE + page;
      memory.set(
          ValueLayout.JAVA_BYTE, offset, (byte) (memory.get(ValueLayout.JAVA_BYTE, offset) + 1));
    }
  }

  private static MemorySegment random(int pages) {
    byte[] content = new byte[pages * PAGE];
    new Random(1).nextBytes(content);
    return MemorySegment.ofArray(content);
  }

  private static MemorySegment copy(MemorySegment memory, int pages) {
    MemorySegment copy = MemorySegment.ofArray(new byte[pages * PAGE]);
    MemorySegment.copy(memory, 0, copy, 0, memory.byteSize());
    return copy;
  }
}
