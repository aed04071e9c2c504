package io.serpentarium.sandbox.engine.jni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineContract;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Guests;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.PolledText;
import io.serpentarium.sandbox.engine.UnpolledModuleException;
import io.serpentarium.sandbox.engine.ffm.FfmLibrary;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract where guests are stopped by their polls. */
@EnabledOnOs(OS.LINUX)
final class JniPollIT extends EngineContract {

  @Override
  public Engine newEngine(Duration tick) {
    return JniEngine.withoutCache(InterruptionMode.POLL, tick);
  }

  @Override
  public byte[] wasm(byte[] text) {
    return FfmLibrary.assemble(PolledText.of(text));
  }

  @Test
  void killsAtOnce() {
    assertThat(engine().capabilities()).containsExactly(Capability.KILL);
  }

  @Test
  void refusesAModuleThatDoesNotPoll() {
    byte[] unpolled = FfmLibrary.assemble(Guests.text("traps"));
    assertThatThrownBy(() -> engine().compile(unpolled))
        .isInstanceOf(UnpolledModuleException.class);
  }

  @Test
  void theHostCannotTouchThePollingPage() {
    Instance instance = opened(engine().compile(wasm(Guests.text("traps"))).instantiate(List.of()));
    GuestMemory memory = instance.memory();
    assertThat(memory.hiddenBytes()).isEqualTo(65_536);
    assertThat(memory.size()).isEqualTo(131_072);
    assertThat(memory.fromSegment(MemorySegment::byteSize)).isEqualTo(65_536);
    for (long address : new long[] {0, 4095, 4096, 65_533, 65_535}) {
      assertThatThrownBy(() -> memory.getInt(address)).isInstanceOf(GuestMemory.OutOfBounds.class);
      assertThatThrownBy(() -> memory.write(address, new byte[2], 0, 2))
          .isInstanceOf(GuestMemory.OutOfBounds.class);
      memory.check(address, 0);
    }
    assertThat(memory.getInt(65_536)).isZero();
  }
}
