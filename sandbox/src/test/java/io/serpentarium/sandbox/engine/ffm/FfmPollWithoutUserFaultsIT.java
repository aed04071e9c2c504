package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.PollContract;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract where guests poll and the system has no userfaultfd for this process. */
@EnabledOnOs(OS.LINUX)
final class FfmPollWithoutUserFaultsIT extends PollContract {

  @Override
  public Engine newEngine(Duration tick) {
    return FfmEngine.open(
        FfmLibrary.get(),
        FfmEngineOptions.DEFAULT.withInterruption(InterruptionMode.POLL).withTick(tick),
        Optional::empty);
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.KILL, Capability.LINKING, Capability.MEMORY_LIMIT);
  }
}
