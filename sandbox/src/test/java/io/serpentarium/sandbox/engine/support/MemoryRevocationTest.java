package io.serpentarium.sandbox.engine.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.GuestMemory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoryRevocationTest {

  private static final long BASE = 1L << 32;
  private static final long RESERVED = 1 << 20;
  private static final int SIZE = 65_536;

  private final List<String> changes = new ArrayList<>();
  private int errno;
  private final MemoryRevocation revocation = new MemoryRevocation(new Recording());
  private final GuestMemory memory = new GuestMemory(() -> MemorySegment.ofArray(new byte[SIZE]));

  private final class Recording implements MemoryProtection {

    @Override
    public int revoke(long address, long bytes) {
      changes.add("revoke %d %d".formatted(address, bytes));
      return errno;
    }

    @Override
    public int allow(long address, long bytes) {
      changes.add("allow %d %d".formatted(address, bytes));
      return errno;
    }
  }

  @Test
  void touchesNothingBeforeItCoversAMemory() {
    revocation.stop();
    revocation.restore();
    assertThat(changes).isEmpty();
  }

  @Test
  void takesTheWholeReservationAndGivesBackWhatTheMemoryHas() {
    revocation.cover(memory, BASE, RESERVED);
    revocation.stop();
    revocation.stop();
    revocation.restore();
    revocation.restore();
    assertThat(changes)
        .containsExactly(
            "revoke 4294967296 1048576", "revoke 4294967296 1048576", "allow 4294967296 65536");
    assertThat(memory.getInt(0)).isZero();
  }

  @Test
  void refusedStopIsGivenBackAsWell() {
    revocation.cover(memory, BASE, RESERVED);
    errno = 12;
    revocation.stop();
    errno = 0;
    revocation.restore();
    assertThat(changes).hasSize(2);
    assertThat(memory.withdrawn()).isFalse();
  }

  @Test
  void memoryThatCannotBeGivenBackIsTakenFromTheHost() {
    revocation.cover(memory, BASE, RESERVED);
    revocation.stop();
    errno = 12;
    revocation.restore();
    assertThat(memory.withdrawn()).isTrue();
    assertThat(memory.size()).isZero();
    assertThatThrownBy(() -> memory.getByte(0)).isInstanceOf(GuestMemory.OutOfBounds.class);
  }

  @Test
  void refusesWhatIsNoMemorysBase() {
    assertThatThrownBy(() -> revocation.cover(memory, 0, RESERVED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> revocation.cover(memory, BASE + 8, RESERVED))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
