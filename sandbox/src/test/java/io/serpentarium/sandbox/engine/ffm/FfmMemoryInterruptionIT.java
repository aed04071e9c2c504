package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineContract;
import io.serpentarium.sandbox.engine.InterruptionMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract where guests are stopped by taking their memory away. */
@EnabledOnOs(OS.LINUX)
final class FfmMemoryInterruptionIT extends EngineContract {

  @Override
  public Engine newEngine(Duration tick) {
    return FfmEngine.open(
        FfmLibrary.get(),
        FfmEngineOptions.DEFAULT.withInterruption(InterruptionMode.MEMORY).withTick(tick));
  }

  @Override
  public byte[] wasm(byte[] text) {
    return FfmLibrary.assemble(text);
  }

  @Test
  void killsAtOnce() {
    assertThat(engine().capabilities())
        .containsExactlyInAnyOrder(Capability.KILL, Capability.MEMORY_LIMIT);
  }
}
