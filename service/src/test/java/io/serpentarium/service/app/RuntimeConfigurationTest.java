package io.serpentarium.service.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.serpentarium.service.core.scheduling.Loops;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuntimeConfigurationTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration TOO_LONG = PATIENCE.plusMillis(1);

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final Loops loops = new RuntimeConfiguration().loops(new SimpleMeterRegistry(), sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void countsTheSandboxesOwnThreadsAmongTheLoops() {
    sandbox.setTicks(TOO_LONG, PATIENCE);
    assertThat(loops.stalled()).containsExactly("watchdog");
    sandbox.setTicks(PATIENCE, TOO_LONG);
    assertThat(loops.stalled()).containsExactly("deadlines");
    sandbox.setTicks(PATIENCE, PATIENCE);
    assertThat(loops.stalled()).isEmpty();
  }
}
