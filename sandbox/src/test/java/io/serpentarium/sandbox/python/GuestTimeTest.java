package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.wasi.WasiClock;
import org.junit.jupiter.api.Test;

class GuestTimeTest {

  private long cpuTime = 500;
  private final GuestTime time = new GuestTime(new Host());

  @Test
  void cpuTimeStartsAtZero() {
    time.beginCpuTime();
    assertThat(time.cpuTime()).isZero();
    cpuTime += 7;
    assertThat(time.cpuTime()).isEqualTo(7);
  }

  @Test
  void cpuTimeBetweenExecutionsIsNotTheGuests() {
    time.beginCpuTime();
    cpuTime += 7;
    assertThat(time.cpuTime()).isEqualTo(7);
    cpuTime += 1_000;
    time.beginCpuTime();
    cpuTime += 3;
    assertThat(time.cpuTime()).isEqualTo(10);
  }

  @Test
  void cpuTimeGoesOnWhereAnotherThreadHasUsedLess() {
    time.beginCpuTime();
    cpuTime += 7;
    assertThat(time.cpuTime()).isEqualTo(7);
    cpuTime = 20;
    time.beginCpuTime();
    assertThat(time.cpuTime()).isEqualTo(7);
  }

  private final class Host implements WasiClock {
    @Override
    public long realtime() {
      return 0;
    }

    @Override
    public long monotonic() {
      return 0;
    }

    @Override
    public long cpuTime() {
      return cpuTime;
    }
  }
}
