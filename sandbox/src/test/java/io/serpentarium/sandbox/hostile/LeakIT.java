package io.serpentarium.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  private final TestEngine engine;

  LeakIT(TestEngine engine) {
    this.engine = engine;
  }

  @Test
  void processStaysAsItIs() throws Exception {
    engine.adapter().require();
    Process child = start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output).contains("Footprint");
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms256m",
            "-Xmx256m",
            "-XX:+AlwaysPreTouch",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            LeakMain.class.getName(),
            engine.toString(),
            Integer.toString(SESSIONS));
    // Fewer malloc arenas: their number grows with the threads that happen to meet.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return builder.redirectErrorStream(true).start();
  }
}
