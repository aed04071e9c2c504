package io.serpentarium.sandbox.stress;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;

/** Kills instances by the thousand, in a JVM of its own: a mistake may end that. */
final class RevocationStress {

  /** What is killed. */
  enum Scenario {
    MODULES,
    PYTHON
  }

  private static final int THREADS = 2;
  private static final Path CACHE =
      Path.of(System.getProperty("java.io.tmpdir"), "serpentarium-test-cache");

  private RevocationStress() {}

  /** Takes an engine, a scenario and how often to kill; prints how many were and how quickly. */
  public static void main(String[] arguments) throws Exception {
    TestEngine engine = TestEngines.named(arguments[0]);
    Scenario scenario = Scenario.valueOf(arguments[1]);
    int kills = Integer.parseInt(arguments[2]);
    System.out.println(
        switch (scenario) {
          case MODULES -> modules(engine, kills);
          case PYTHON -> PythonStress.run(engine.open(CACHE), CACHE, kills, THREADS);
        });
  }

  private static Latencies modules(TestEngine kind, int kills) throws Exception {
    try (Engine engine = kind.open(CACHE)) {
      return ModuleStress.run(engine, kind.assemble(victim()), kills, THREADS);
    }
  }

  private static byte[] victim() throws IOException {
    try (InputStream in = RevocationStress.class.getResourceAsStream("victim.wat")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
