package io.serpentarium.sandbox.engine.jni;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is closed leaves nothing behind. {@code -Dfootprint.factor=10} for the long run. */
@EnabledOnOs(OS.LINUX)
final class JniFootprintIT {

  private static final int FACTOR = Integer.getInteger("footprint.factor", 1);

  @ParameterizedTest
  @CsvSource({"CLOSED_INSTANCES, 2000", "FAILED_INSTANTIATIONS, 2000", "CLOSED_ENGINES, 100"})
  void givesEverythingBack(FootprintMain.Scenario scenario, int times) throws Exception {
    List<String> options =
        List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1");
    String output =
        ChildJvm.outputOf(ChildJvm.builder(FootprintMain.class, options, scenario, times * FACTOR));
    assertThat(output).contains("NativeFootprint");
  }
}
