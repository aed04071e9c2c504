package io.serpentarium.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.ChildJvm;
import io.serpentarium.sandbox.engine.TestEngine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Sessions made, used and closed, by themselves and by force, leave nothing behind. {@code
 * -Dleak.sessions=100000} for the long run.
 */
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@FieldSource("io.serpentarium.sandbox.engine.TestEngines#ALL")
final class LeakIT {

  private static final int SESSIONS = Integer.getInteger("leak.sessions", 1000);

  private static final List<String> OPTIONS =
      List.of(
          "-Xms256m",
          "-Xmx256m",
          "-XX:+AlwaysPreTouch",
          "-XX:TieredStopAtLevel=1",
          "--sun-misc-unsafe-memory-access=allow");

  private final TestEngine engine;

  LeakIT(TestEngine engine) {
    this.engine = engine;
  }

  @Test
  void processStaysAsItIs() throws Exception {
    engine.adapter().require();
    ProcessBuilder child = ChildJvm.builder(LeakMain.class, OPTIONS, engine, SESSIONS);
    // Fewer malloc arenas: their number grows with the threads that happen to meet.
    child.environment().put("MALLOC_ARENA_MAX", "2");
    String output = ChildJvm.outputOf(child);
    assertThat(output).contains("Footprint");
  }
}
