package io.serpentarium.sandbox.engine.jni;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.PollContract;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class JniPollIT extends PollContract {

  @Override
  public Engine newEngine(Duration tick) {
    return JniEngine.withoutCache(InterruptionMode.POLL, tick);
  }

  @Override
  protected Set<Capability> capabilities() {
    return withCheckpoints(Set.of(Capability.KILL));
  }
}
