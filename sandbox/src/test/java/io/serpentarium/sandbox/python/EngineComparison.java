package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import io.serpentarium.sandbox.python.Measure.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.opentest4j.IncompleteExecutionException;

/**
 * Measures every engine configuration with the same artifact and prints a table in Markdown.
 *
 * <p>To run it: {@code sandbox/compare-engines}, which writes {@code sandbox/ENGINES.md}; about six
 * minutes, on a machine that does nothing else. Each engine has processes of its own. Short
 * measures are taken in rounds, engine after engine, so that what disturbs the machine disturbs all
 * alike; a first round is not counted. Sessions come without a pool of ready instances.
 */
final class EngineComparison {

  private static final int STARTS = 2;
  private static final int USUAL_ROUNDS = 3;

  private final List<TestEngine> engines;
  private final ComparisonTable table;
  private final int rounds;
  private final String load = Machine.load();

  private EngineComparison(List<TestEngine> engines, int rounds) throws IOException {
    this.engines = engines;
    this.rounds = rounds;
    this.table = new ComparisonTable(engines);
  }

  /** Measures, and prints to stdout. Its argument is another number of rounds than 3. */
  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length == 0 ? USUAL_ROUNDS : Integer.parseInt(arguments[0]);
    EngineComparison comparison =
        new EngineComparison(
            TestEngines.ALL.stream().filter(EngineComparison::runsHere).toList(), rounds);
    comparison.measureStarts();
    comparison.measureTimings();
    comparison.measureLiveSessions();
    System.out.println(comparison.report());
  }

  private static boolean runsHere(TestEngine engine) {
    try {
      engine.adapter().require();
      return true;
    } catch (IncompleteExecutionException e) {
      System.err.printf("%s is left out: %s%n", engine, e.getMessage());
      return false;
    }
  }

  private void measureStarts() throws IOException {
    for (int i = 0; i < STARTS; i++) {
      for (TestEngine engine : engines) {
        Path cache = Files.createTempDirectory("serpentarium-compare");
        measureStart("module ready, empty cache, ms", engine, cache);
        measureStart("module ready, from the cache, ms", engine, cache);
        measureStart("module ready, from the cache, ms", engine, cache);
        delete(cache);
      }
    }
  }

  private void measureStart(String label, TestEngine engine, Path cache) throws IOException {
    try (ProbeProcess probe = ProbeProcess.start(engine, cache)) {
      table.add(label, Statistics.P50, engine, probe.ready());
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private void measureTimings() throws IOException {
    Map<TestEngine, ProbeProcess> probes = new LinkedHashMap<>();
    try {
      for (TestEngine engine : engines) {
        probes.put(engine, ProbeProcess.start(engine, TestEngine.sharedCache()));
      }
      for (int round = 0; round <= rounds; round++) {
        System.err.printf("round %d of %d%n", round, rounds);
        measureRound(probes, round > 0);
      }
    } finally {
      probes.values().forEach(ProbeProcess::close);
    }
    table.addSum(
        "suite, all, CPU ms",
        InterpreterSuite.NAMES.stream().map(InterpreterSuite::label).toList());
  }

  private void measureRound(Map<TestEngine, ProbeProcess> probes, boolean counts)
      throws IOException {
    for (Measure measure : Measure.timings()) {
      for (Map.Entry<TestEngine, ProbeProcess> probe : probes.entrySet()) {
        Reply reply = probe.getValue().take(measure);
        if (counts) {
          table.add(measure.label(), measure.statistics(), probe.getKey(), reply);
        }
      }
    }
  }

  private void measureLiveSessions() throws IOException {
    for (TestEngine engine : engines) {
      System.err.printf("live sessions on %s%n", engine);
      try (ProbeProcess probe = ProbeProcess.start(engine, TestEngine.sharedCache())) {
        for (Measure measure : Measure.liveSessions()) {
          table.add(measure.label(), measure.statistics(), engine, probe.take(measure));
        }
      }
    }
  }

  private String report() throws IOException {
    return """
    # The engines compared

    Written by `sandbox/compare-engines %d`, %s; load of the machine before it: %s.
    %s.
    %s; python.wasm of CPython %s.

    %s
    """
        .formatted(
            rounds,
            LocalDate.now(ZoneOffset.UTC),
            load,
            Machine.describe(),
            versions(),
            PythonArtifacts.load(TestEngine.sharedCache()).pythonVersion(),
            table)
        .stripTrailing();
  }

  private String versions() {
    List<String> versions = new ArrayList<>();
    for (TestEngine configuration : engines) {
      try (Engine engine = configuration.open(TestEngine.sharedCache())) {
        versions.add("%s is Wasmtime %s".formatted(engine.name(), engine.version()));
      }
    }
    return versions.stream().distinct().collect(Collectors.joining(", "));
  }
}
