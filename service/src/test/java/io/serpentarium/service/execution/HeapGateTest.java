package io.serpentarium.service.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapGateTest {

  private final HeapGate gate = new HeapGate(1_000);

  @Test
  void promisesRoomForTwiceTheOutput() {
    gate.take(output(400));
    gate.take(output(100));
    assertThatThrownBy(() -> gate.take(output(1))).isInstanceOf(SandboxSaturatedException.class);
    gate.giveBack(output(100));
    gate.take(output(100));
    assertThat(gate.held()).isEqualTo(1_000);
  }

  @Test
  void answersThatAreNotReadLeaveLessRoom() {
    gate.hold(600);
    assertThatThrownBy(() -> gate.take(output(1))).isInstanceOf(SandboxSaturatedException.class);
    gate.letGo(600);
    gate.take(output(500));
    assertThat(gate.held()).isEqualTo(1_000);
  }

  private static Limits output(long bytes) {
    return new Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, bytes, 1);
  }
}
