package io.serpentarium.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.ffm.FfmLibrary;
import io.serpentarium.sandbox.engine.support.UserFaults;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of an engine where guests are stopped by their polls; an adapter extends it. */
public abstract class PollContract extends EngineContract {

  /** What the adapter can do with polls. */
  protected abstract Set<Capability> capabilities();

  /** These, and checkpoints where the system has what they need. */
  protected static Set<Capability> withCheckpoints(Set<Capability> others) {
    Set<Capability> all = EnumSet.copyOf(others);
    if (UserFaults.available()) {
      all.add(Capability.CHECKPOINTS);
    }
    return all;
  }

  @Override
  public byte[] wasm(byte[] text) {
    return FfmLibrary.assemble(PolledText.of(text));
  }

  @Test
  void hasItsCapabilities() {
    assertThat(engine().capabilities()).isEqualTo(capabilities());
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
