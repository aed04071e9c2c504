package io.serpentarium.sandbox.wasi;

import static io.serpentarium.sandbox.wasi.WasiFixture.MEMORY_BYTES;
import static io.serpentarium.sandbox.wasi.WasiFixture.OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.serpentarium.sandbox.vfs.Errno;
import org.junit.jupiter.api.Test;

final class ClockFunctionsTest {

  private final WasiFixture guest = new WasiFixture();

  @Test
  void timesAreCoarsenedToTheResolution() {
    assertThat(time(0)).isEqualTo(1_700_000_000_123_456_000L);
    assertThat(time(1)).isEqualTo(5_000_000_000L);
    assertThat(time(2)).isEqualTo(77_000);
    assertThat(time(3)).isEqualTo(77_000);
  }

  @Test
  void resolutionIsThatOfTheCoarsening() {
    for (int id = 0; id < 4; id++) {
      guest.memory.putLong(OUT, 0);
      guest.ok("clock_res_get", id, OUT);
      assertThat(guest.memory.getLong(OUT)).isEqualTo(ClockFunctions.RESOLUTION);
    }
  }

  @Test
  void otherClocksDoNotExist() {
    for (long id : new long[] {4, 1L << 31, (1L << 32) - 1}) {
      guest.fails(Errno.EINVAL, "clock_res_get", id, OUT);
      guest.fails(Errno.EINVAL, "clock_time_get", id, 0, OUT);
    }
  }

  @Test
  void badPointersAreFaults() {
    guest.fails(Errno.EFAULT, "clock_res_get", 0, MEMORY_BYTES - 7);
    guest.fails(Errno.EFAULT, "clock_time_get", 0, 0, MEMORY_BYTES - 7);
    guest.ok("clock_time_get", 0, 0, MEMORY_BYTES - 8);
  }

  @Test
  void alarmsAreSetByTheNumbersOfTimers() {
    guest.ok("set_alarm", 0, 5);
    guest.ok("set_alarm", 2, Long.MAX_VALUE);
    assertThat(guest.alarms)
        .containsOnly(
            entry(GuestAlarms.Clock.REAL, 5L), entry(GuestAlarms.Clock.PROFILE, Long.MAX_VALUE));
    guest.fails(Errno.EINVAL, "set_alarm", 3, 5);
    guest.fails(Errno.EINVAL, "set_alarm", (1L << 32) - 1, 5);
    guest.fails(Errno.EINVAL, "set_alarm", 1, -1);
    assertThat(guest.alarms).hasSize(2);
  }

  private long time(int id) {
    guest.ok("clock_time_get", id, 0, OUT);
    return guest.memory.getLong(OUT);
  }
}
