package io.serpentarium.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.GuestMemory.OutOfBounds;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** A memory of 100 bytes, the first 40 of which are hidden. */
final class GuestMemoryTest {

  private static final int HIDDEN = 40;
  private static final int SIZE = 100;

  private final byte[] visible = new byte[SIZE - HIDDEN];
  private final GuestMemory memory = new GuestMemory(HIDDEN, () -> MemorySegment.ofArray(visible));

  @Test
  void addressesAreTheGuests() {
    memory.putByte(HIDDEN, (byte) 1);
    memory.putShort(50, (short) 0x0302);
    memory.putLong(SIZE - 8, 0x0b0a_0908_0706_0504L);
    assertThat(visible[0]).isEqualTo((byte) 1);
    assertThat(visible[10]).isEqualTo((byte) 2);
    assertThat(visible[SIZE - HIDDEN - 1]).isEqualTo((byte) 0x0b);
    byte[] read = new byte[2];
    memory.read(50, read, 0, 2);
    assertThat(read).containsExactly(2, 3);
    assertThat(memory.size()).isEqualTo(SIZE);
  }

  @Test
  void nothingReachesWhatIsHiddenOrLiesBehind() {
    for (long address : new long[] {0, HIDDEN - 1, SIZE - 3, SIZE, -1, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> memory.getInt(address)).isInstanceOf(OutOfBounds.class);
      assertThatThrownBy(() -> memory.putInt(address, 0)).isInstanceOf(OutOfBounds.class);
      assertThatThrownBy(() -> memory.write(address, new byte[4], 0, 4))
          .isInstanceOf(OutOfBounds.class);
    }
    assertThatThrownBy(() -> memory.check(HIDDEN - 1, SIZE - HIDDEN))
        .isInstanceOf(OutOfBounds.class);
    assertThatThrownBy(() -> memory.check(HIDDEN, Long.MAX_VALUE)).isInstanceOf(OutOfBounds.class);
  }

  @Test
  void noBytesMayLieAnywhereInIt() {
    for (long address : new long[] {0, HIDDEN - 1, HIDDEN, SIZE}) {
      memory.check(address, 0);
      memory.read(address, new byte[0], 0, 0);
      memory.write(address, new byte[0], 0, 0);
    }
    assertThatThrownBy(() -> memory.check(SIZE + 1, 0)).isInstanceOf(OutOfBounds.class);
    assertThatThrownBy(() -> memory.check(-1, 0)).isInstanceOf(OutOfBounds.class);
  }
}
