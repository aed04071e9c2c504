package io.serpentarium.sandbox.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.ChildJvm;
import io.serpentarium.sandbox.engine.TestEngine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No kill ends the JVM. {@code -Drevocation.factor=200} for a million of them. */
@EnabledOnOs(OS.LINUX)
final class RevocationStressIT {

  private static final int FACTOR = Integer.getInteger("revocation.factor", 1);

  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("io.serpentarium.sandbox.engine.TestEngines#killing")
  void everySmallInstanceDies(TestEngine engine) throws Exception {
    assertKills(engine, RevocationStress.Scenario.MODULES, 5_000 * FACTOR);
  }

  @ParameterizedTest
  @MethodSource("io.serpentarium.sandbox.engine.TestEngines#killing")
  void everyPythonSessionDies(TestEngine engine) throws Exception {
    assertKills(engine, RevocationStress.Scenario.PYTHON, 140 * FACTOR);
  }

  private void assertKills(TestEngine engine, RevocationStress.Scenario scenario, int kills)
      throws Exception {
    engine.adapter().require();
    List<String> options = List.of("-Xmx1g", "-XX:ErrorFile=" + directory.resolve("crash.log"));
    String output =
        ChildJvm.outputOf(
            ChildJvm.builder(RevocationStress.class, options, engine, scenario, kills));
    assertThat(output).contains(kills + " kills");
    System.out.printf("%s %s: %s", engine, scenario, output);
  }
}
