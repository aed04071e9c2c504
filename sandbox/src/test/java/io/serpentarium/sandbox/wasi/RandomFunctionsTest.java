package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.BUFFER;
import static io.serpentarium.sandbox.wasi.WasiFixture.MEMORY_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.vfs.Errno;
import org.junit.jupiter.api.Test;

final class RandomFunctionsTest {

  private final WasiFixture guest = new WasiFixture();

  @Test
  void exactlyTheBytesAskedForAreFilled() {
    guest.ok("random_get", BUFFER, 3);
    assertThat(guest.memory.getInt(BUFFER)).isEqualTo(0x00030201);
    assertThat(guest.randomBytes).isEqualTo(3);
  }

  @Test
  void moreThanTheTransferBufferIsFilledWhole() {
    int length = 2 * GuestView.TRANSFER_BYTES + 5;
    guest.ok("random_get", BUFFER, length);
    assertThat(guest.randomBytes).isEqualTo(length);
    assertThat(guest.memory.getByte(BUFFER + length - 1)).isEqualTo((byte) length);
    assertThat(guest.memory.getByte(BUFFER + length)).isZero();
  }

  @Test
  void guestThatIsStoppedGetsNoMoreThanOneBuffer() {
    IllegalStateException stopped = new IllegalStateException("stopped");
    guest.wait.meanwhile =
        () -> {
          throw stopped;
        };
    assertThatThrownBy(() -> guest.call("random_get", BUFFER, 2L * GuestView.TRANSFER_BYTES))
        .isSameAs(stopped);
    assertThat(guest.randomBytes).isEqualTo(GuestView.TRANSFER_BYTES);
    guest.ok("random_get", BUFFER, GuestView.TRANSFER_BYTES);
  }

  @Test
  void nothingIsDrawnForNoBytes() {
    guest.ok("random_get", BUFFER, 0);
    assertThat(guest.randomBytes).isZero();
  }

  @Test
  void badRangesAreFaultsBeforeAnyByteIsDrawn() {
    guest.fails(Errno.EFAULT, "random_get", MEMORY_BYTES - 1, 2);
    guest.fails(Errno.EFAULT, "random_get", 0, (1L << 32) - 1);
    guest.fails(Errno.EFAULT, "random_get", (1L << 32) - 1, 1);
    assertThat(guest.randomBytes).isZero();
  }
}
