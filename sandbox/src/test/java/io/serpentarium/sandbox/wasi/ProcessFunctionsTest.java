package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.MEMORY_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serpentarium.sandbox.vfs.Errno;
import org.junit.jupiter.api.Test;

/** The process, with the arguments and environment that it does not have. */
final class ProcessFunctionsTest {

  private final WasiFixture guest = new WasiFixture();

  @Test
  void exitCarriesItsCode() {
    for (long code : new long[] {0, 3, (1L << 32) - 1}) {
      assertThatExceptionOfType(ProcessExit.class)
          .isThrownBy(() -> guest.call("proc_exit", code))
          .satisfies(exit -> assertThat(exit.code()).isEqualTo((int) code));
    }
  }

  @Test
  void aSignalEndsItWithACodeOfItsOwn() {
    for (int signal : new int[] {1, 9, 15, 64}) {
      assertThatExceptionOfType(ProcessExit.class)
          .isThrownBy(() -> guest.call("proc_kill", signal))
          .satisfies(
              exit -> {
                assertThat(exit.signal()).hasValue(signal);
                assertThat(exit.code()).isEqualTo(128 + signal);
              });
    }
    assertThatExceptionOfType(ProcessExit.class)
        .isThrownBy(() -> guest.call("proc_exit", 137))
        .satisfies(exit -> assertThat(exit.signal()).isEmpty());
    guest.fails(Errno.ENOSYS, "proc_raise", 9);
  }

  @Test
  void yieldDoesNothing() {
    guest.ok("sched_yield");
    assertThat(guest.wait.deadlines).isEmpty();
  }

  @Test
  void argumentsAndEnvironmentAreEmpty() {
    for (String family : new String[] {"args", "environ"}) {
      guest.memory.putLong(OUT, -1);
      guest.ok(family + "_sizes_get", OUT, OUT + 4);
      assertThat(guest.memory.getLong(OUT)).isZero();
      guest.ok(family + "_get", OUT, OUT);
      guest.fails(Errno.EFAULT, family + "_sizes_get", OUT, MEMORY_BYTES - 3);
      guest.fails(Errno.EFAULT, family + "_sizes_get", MEMORY_BYTES - 3, OUT);
    }
  }
}
