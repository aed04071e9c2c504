package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ScratchTest {

  private final Scratch scratch = new Scratch();

  @Test
  void structsAreZeroedAlignedAndApart() {
    TreeMap<Long, Integer> allocated = new TreeMap<>();
    for (int bytes = 1; bytes < 400; bytes++) {
      long address = scratch.allocate(bytes);
      assertThat(address % 16).isZero();
      for (int offset = 0; offset < bytes; offset += Long.BYTES) {
        assertThat(NativeMemory.getLong(address + offset)).isZero();
        NativeMemory.putLong(address + offset, -1);
      }
      allocated.put(address, bytes);
    }
    allocated.forEach(
        (address, bytes) -> {
          Long next = allocated.higherKey(address);
          assertThat(next == null || address + bytes <= next).isTrue();
        });
    scratch.close();
    scratch.close();
  }

  @Test
  void structLargerThanASlabIsRefused() {
    scratch.allocate(2048);
    assertThatThrownBy(() -> scratch.allocate(2049)).isInstanceOf(IllegalArgumentException.class);
    scratch.close();
  }
}
