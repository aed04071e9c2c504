package io.serpentarium.sandbox.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No kill ends the JVM. {@code -Drevocation.factor=200} for a million of them. */
@EnabledOnOs(OS.LINUX)
final class RevocationStressIT {

  private static final int FACTOR = Integer.getInteger("revocation.factor", 1);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void everySmallInstanceDies(KillingEngine engine) throws Exception {
    assertKills(engine, RevocationStress.Scenario.MODULES, 5_000 * FACTOR);
  }

  @ParameterizedTest
  @EnumSource
  void everyPythonSessionDies(KillingEngine engine) throws Exception {
    assertKills(engine, RevocationStress.Scenario.PYTHON, 140 * FACTOR);
  }

  private void assertKills(KillingEngine engine, RevocationStress.Scenario scenario, int kills)
      throws Exception {
    Process child = start(engine, scenario, kills);
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output).contains(kills + " kills");
    System.out.printf("%s %s: %s", engine, scenario, output);
  }

  private Process start(KillingEngine engine, RevocationStress.Scenario scenario, int kills)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:ErrorFile=" + directory.resolve("crash.log"),
            "-cp",
            System.getProperty("java.class.path"),
            RevocationStress.class.getName(),
            engine.name(),
            scenario.name(),
            Integer.toString(kills))
        .redirectErrorStream(true)
        .start();
  }
}
