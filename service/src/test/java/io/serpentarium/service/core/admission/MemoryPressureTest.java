package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.SandboxSaturatedException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryPressureTest {

  private final AtomicLong available = new AtomicLong(100);
  private final AtomicLong stalled = new AtomicLong();
  private final MemoryPressure pressure = new MemoryPressure(100, available::get, stalled::get);

  @Test
  void isHighBelowTheReserve() {
    assertThatCode(() -> pressure.requireRoom(() -> false)).doesNotThrowAnyException();
    available.set(99);
    assertThat(pressure.isHigh()).isTrue();
    assertThatThrownBy(() -> pressure.requireRoom(() -> false))
        .isInstanceOf(SandboxSaturatedException.class);
  }

  @Test
  void admitsWhoHasLittleUntilHalfOfTheReserveIsLeft() {
    available.set(50);
    assertThatCode(() -> pressure.requireRoom(() -> true)).doesNotThrowAnyException();
    available.set(49);
    assertThatThrownBy(() -> pressure.requireRoom(() -> true))
        .isInstanceOf(SandboxSaturatedException.class);
  }

  @Test
  void isHighWhileAllWaitForMemory() {
    stalled.set(20);
    assertThat(pressure.isHigh()).isFalse();
    stalled.set(21);
    assertThat(pressure.isHigh()).isTrue();
    assertThatThrownBy(() -> pressure.requireRoom(() -> false))
        .isInstanceOf(SandboxSaturatedException.class);
    assertThatCode(() -> pressure.requireRoom(() -> true)).doesNotThrowAnyException();
  }
}
