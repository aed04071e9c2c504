package io.serpentarium.sandbox.engine.jni;

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
final class JniPollWithoutUserFaultsIT extends PollContract {

  @Override
  public Engine newEngine(Duration tick) {
    return JniEngine.withoutCache(InterruptionMode.POLL, tick, Optional::empty);
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.KILL);
  }
}
