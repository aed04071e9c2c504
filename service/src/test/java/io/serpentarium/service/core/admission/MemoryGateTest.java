package io.serpentarium.service.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.SandboxSaturatedException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryGateTest {

  private final AtomicLong available = new AtomicLong(1_000);
  private final MemoryGate gate = new MemoryGate(300, 100, available::get);

  @Test
  void turnsAPromiseIntoWhatIdleSessionsHold() {
    MemoryGate sessions = new MemoryGate(100, 0, () -> 1);
    sessions.acquire(60);
    sessions.keepIdle(60);
    assertThat(sessions.promised()).isZero();
    assertThatThrownBy(() -> sessions.acquire(41)).isInstanceOf(SandboxSaturatedException.class);
    sessions.acquire(40);
    sessions.holdIdle(0);
    sessions.acquire(60);
  }

  @Test
  void promisesUpToItsBudget() {
    gate.acquire(200);
    gate.acquire(100);
    assertThatThrownBy(() -> gate.acquire(1)).isInstanceOf(SandboxSaturatedException.class);
    gate.release(100);
    gate.acquire(100);
    assertThat(gate.promised()).isEqualTo(300);
  }

  @Test
  void promisesLessByWhatIdleSessionsHold() {
    gate.holdIdle(200);
    assertThatThrownBy(() -> gate.acquire(101)).isInstanceOf(SandboxSaturatedException.class);
    gate.acquire(100);
    gate.holdIdle(0);
    gate.acquire(200);
    assertThat(gate.promised()).isEqualTo(300);
  }

  @Test
  void admitsNothingWhenTheMachineIsShort() {
    available.set(99);
    assertThatThrownBy(() -> gate.acquire(1)).isInstanceOf(SandboxSaturatedException.class);
    assertThatThrownBy(gate::requireRoom).isInstanceOf(SandboxSaturatedException.class);
    assertThat(gate.promised()).isZero();
    available.set(100);
    assertThatCode(gate::requireRoom).doesNotThrowAnyException();
  }
}
