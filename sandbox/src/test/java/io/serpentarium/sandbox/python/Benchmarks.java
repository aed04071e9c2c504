package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;
import org.opentest4j.IncompleteExecutionException;

/**
 * Runs {@link SessionBenchmark} on every engine that runs here and prints a table in Markdown:
 * {@code sandbox/benchmark}, which writes {@code sandbox/BENCHMARKS.md}.
 */
final class Benchmarks {

  private Benchmarks() {}

  /** Takes a regular expression of the benchmarks that are wanted, or nothing for all. */
  public static void main(String[] arguments) throws IOException, RunnerException {
    String load = Machine.load();
    String pattern = arguments.length == 0 ? "" : arguments[0];
    Collection<RunResult> results = new Runner(options(pattern, enginesHere()).build()).run();
    System.out.println(report(load, results));
    if (arguments.length == 0) {
      System.out.println(beforeImages());
    }
  }

  static OptionsBuilder options(String pattern, List<String> engines) {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(SessionBenchmark.class.getName() + "\\." + pattern)
        .param("engine", engines.toArray(String[]::new))
        .jvmArgsAppend(
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
        .shouldFailOnError(true)
        .output("/dev/stderr");
    return options;
  }

  /** The engines that this machine can run, by their names. */
  static List<String> enginesHere() {
    return TestEngines.ALL.stream().filter(Benchmarks::runsHere).map(TestEngine::toString).toList();
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

  private static String report(String load, Collection<RunResult> results) throws IOException {
    return """
    # Benchmarks

    Written by `sandbox/benchmark`, %s; load of the machine before it: %s.
    %s.
    Milliseconds, p50 / p99. Sessions come from a pool of 16.

    %s
    """
        .formatted(LocalDate.now(ZoneOffset.UTC), load, Machine.describe(), table(results))
        .stripTrailing();
  }

  private static String beforeImages() {
    return """

    The part of the before-image in a cell of a millisecond: a session with it and one without in turn, in one process;
    p50, and the mean of the fastest 95 %%.

    %s"""
        .formatted(BeforeImageCost.table(enginesHere()));
  }

  private static String table(Collection<RunResult> results) {
    List<String> engines =
        results.stream().map(result -> result.getParams().getParam("engine")).distinct().toList();
    List<String> lines = new ArrayList<>();
    lines.add("| | " + String.join(" | ", engines) + " |");
    lines.add("| --- |" + " ---: |".repeat(engines.size()));
    rows(results).forEach((name, cells) -> lines.add(line(name, engines, cells)));
    return String.join("\n", lines);
  }

  private static Map<String, Map<String, String>> rows(Collection<RunResult> results) {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (RunResult result : results) {
      String label = result.getPrimaryResult().getLabel();
      rows.computeIfAbsent(label, name -> new LinkedHashMap<>())
          .put(result.getParams().getParam("engine"), cell(result));
    }
    return rows;
  }

  private static String cell(RunResult result) {
    Statistics times = result.getPrimaryResult().getStatistics();
    return String.format(
        Locale.ROOT, "%.2f / %.2f", times.getPercentile(50), times.getPercentile(99));
  }

  private static String line(String name, List<String> engines, Map<String, String> cells) {
    List<String> columns = new ArrayList<>();
    columns.add("`" + name + "`");
    engines.forEach(engine -> columns.add(cells.getOrDefault(engine, "")));
    return "| " + String.join(" | ", columns) + " |";
  }
}
