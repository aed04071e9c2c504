package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is closed leaves nothing behind. {@code -Dfootprint.factor=10} for the long run. */
@EnabledOnOs(OS.LINUX)
final class FfmFootprintIT {

  private static final int FACTOR = Integer.getInteger("footprint.factor", 1);

  @ParameterizedTest
  @CsvSource({
    "CLOSED_INSTANCES, 4000",
    "FAILED_INSTANTIATIONS, 4000",
    "KILLED_INSTANCES, 4000",
    "CLOSED_ENGINES, 300"
  })
  void givesEverythingBack(FfmFootprintMain.Scenario scenario, int times) throws Exception {
    FfmLibrary.file();
    Process child = start(scenario, times * FACTOR);
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output).contains("ProcessFootprint");
  }

  private static Process start(FfmFootprintMain.Scenario scenario, int times) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms128m",
            "-Xmx128m",
            "-XX:+AlwaysPreTouch",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            FfmFootprintMain.class.getName(),
            scenario.name(),
            Integer.toString(times))
        .redirectErrorStream(true)
        .start();
  }
}
