package io.serpentarium.sandbox.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Blocks outside of the heap: what they cost, who owns them, and that none shows another's past.
 */
final class NativeBlockTest {

  private final CountingAccount account = new CountingAccount(1 << 20);
  private final NativeHeap heap = new NativeHeap();
  private final Blocks blocks = new Blocks(heap, account, Use.FILES);

  @Test
  void costsWhatItHasUntilItsLastOwnerReleasesIt() {
    NativeBlock block = blocks.zeroed(65);
    assertThat(block.size()).isEqualTo(128);
    block.retain();
    block.release();
    assertThat(account.held(Use.FILES)).isEqualTo(128);
    assertThat(heap.usedBytes()).isEqualTo(128);
    block.release();
    assertThat(account.held()).isZero();
    assertThat(heap.usedBytes()).isZero();
  }

  @Test
  void isOfNoUseOnceItIsFreed() {
    NativeBlock block = blocks.zeroed(1);
    block.release();
    assertThatIllegalStateException().isThrownBy(block::release);
    assertThatIllegalStateException().isThrownBy(block::retain);
    assertThatIllegalStateException().isThrownBy(() -> block.read(0, new byte[1], 0, 1));
    assertThatIllegalStateException().isThrownBy(() -> block.write(0, new byte[1], 0, 1));
    assertThat(account.held()).isZero();
  }

  @Test
  void checksEveryAccess() {
    NativeBlock block = blocks.zeroed(64);
    assertThatThrownBy(() -> block.read(60, new byte[8], 0, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> block.write(-1, new byte[8], 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> block.clear(64, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    block.release();
  }

  @Test
  void showsNothingOfTheBlockThatWasThereBefore() {
    NativeBlock first = blocks.zeroed(256);
    byte[] secret = new byte[256];
    new Random(1).nextBytes(secret);
    first.write(0, secret, 0, 256);
    NativeBlock small = blocks.zeroed(64);
    first.release();
    NativeBlock second = small.copy(blocks, 64, 256);
    byte[] seen = new byte[256];
    second.read(0, seen, 0, 256);
    assertThat(seen).containsOnly(0);
    assertThat(second.usedBytes()).isZero();
    second.release();
    small.release();
  }

  @Test
  void takesNothingWhereItIsRefused() {
    account.setLimit(NativeHeap.MOST_BYTES - 1);
    assertThatThrownBy(() -> blocks.zeroed(NativeHeap.MOST_BYTES))
        .isInstanceOfSatisfying(
            MemoryRefusedException.class,
            e -> assertThat(e.bytes()).isEqualTo(NativeHeap.MOST_BYTES));
    assertThat(account.held()).isZero();
    assertThat(heap.usedBytes()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> blocks.zeroed(NativeHeap.MOST_BYTES + 1));
  }

  @Test
  void manyAreTakenAndReleasedByOneLookAtTheAccount() {
    account.setLimit(Long.MAX_VALUE);
    NativeBlock[] pages = blocks.allocate(600, 4096);
    assertThat(account.calls()).isEqualTo(1);
    assertThat(account.held(Use.FILES)).isEqualTo(600 * 4096);
    assertThat(heap.usedBytes()).isEqualTo(600 * 4096);
    pages[7].retain();
    byte[] content = new byte[4096];
    new Random(9).nextBytes(content);
    pages[7].write(0, content, 0, 4096);
    NativeBlock small = blocks.zeroed(64);
    NativeBlock.releaseAll(new NativeBlock[] {small, null, pages[0]}, 3);
    NativeBlock shared = pages[7];
    pages[0] = null;
    NativeBlock.releaseAll(pages, 600);
    assertThat(account.calls()).isEqualTo(2 + 2 + 1);
    assertThat(account.held()).isEqualTo(4096);
    assertThat(shared.hasSame(MemorySegment.ofArray(content), 0, 4096)).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> pages[599].retain());
    shared.release();
    assertThat(account.held()).isZero();
    assertThat(heap.usedBytes()).isZero();
  }

  @Test
  void allAreRefusedWhereOneIs() {
    account.setLimit(10 * 4096 - 1);
    assertThatThrownBy(() -> blocks.allocate(10, 4096)).isInstanceOf(MemoryRefusedException.class);
    assertThat(account.held()).isZero();
    assertThat(heap.usedBytes()).isZero();
    assertThat(blocks.allocate(0, 4096)).isEmpty();
  }

  /** More than one slab of every size, taken and given back in another order. */
  @Test
  void blocksNeverOverlap() {
    account.setLimit(Long.MAX_VALUE);
    Random random = new Random(3);
    List<NativeBlock> taken = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      NativeBlock block = blocks.zeroed(1 << (6 + random.nextInt(9)));
      byte[] mark = {(byte) taken.size(), (byte) (taken.size() >> 8)};
      block.write(0, mark, 0, 2);
      block.write(block.size() - 2, mark, 0, 2);
      taken.add(block);
    }
    for (int i = 0; i < taken.size(); i++) {
      byte[] mark = new byte[2];
      for (int at : new int[] {0, taken.get(i).size() - 2}) {
        taken.get(i).read(at, mark, 0, 2);
        assertThat(mark).containsExactly((byte) i, (byte) (i >> 8));
      }
    }
    Collections.shuffle(taken, random);
    taken.forEach(NativeBlock::release);
    assertThat(account.held()).isZero();
    assertThat(heap.usedBytes()).isZero();
    heap.close();
  }

  @Test
  void bufferGivesBackWhatWasAppended() throws IOException {
    byte[] content = new byte[100_000];
    new Random(5).nextBytes(content);
    BlockBuffer buffer = new BlockBuffer(blocks);
    try (OutputStream out = buffer.appender()) {
      out.write(content[0]);
      out.write(content, 1, 40_000);
      out.write(content, 40_001, content.length - 40_001);
    }
    assertThat(buffer.size()).isEqualTo(content.length);
    assertThat(buffer.reader().readAllBytes()).isEqualTo(content);
    assertThat(buffer.reader().readAllBytes()).isEqualTo(content);
    assertThat(buffer.from(NativeHeap.MOST_BYTES - 2))
        .isEqualTo(Arrays.copyOfRange(content, NativeHeap.MOST_BYTES - 2, NativeHeap.MOST_BYTES));
    assertThat(buffer.from(content.length - 3))
        .isEqualTo(Arrays.copyOfRange(content, content.length - 3, content.length));
    assertThat(buffer.from(content.length)).isEmpty();
    assertThat(buffer.from(Long.MAX_VALUE)).isEmpty();
    buffer.release();
    assertThat(account.held()).isZero();
  }

  @Test
  void bufferThatIsRefusedMoreKeepsWhatItHas() {
    account.setLimit(NativeHeap.MOST_BYTES);
    BlockBuffer buffer = new BlockBuffer(blocks);
    assertThatThrownBy(() -> buffer.appender().write(new byte[NativeHeap.MOST_BYTES + 1]))
        .isInstanceOf(MemoryRefusedException.class);
    buffer.release();
    assertThat(account.held()).isZero();
  }
}
