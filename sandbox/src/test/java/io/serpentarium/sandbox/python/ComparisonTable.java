package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.python.Measure.Statistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Measures as rows, engines as columns, in Markdown. */
final class ComparisonTable {

  private record Row(Statistics statistics, Map<TestEngine, Reply> replies) {}

  private final List<TestEngine> engines;
  private final Map<String, Row> rows = new LinkedHashMap<>();

  ComparisonTable(List<TestEngine> engines) {
    this.engines = engines;
  }

  /** Adds to the samples of a cell. */
  void add(String label, Statistics statistics, TestEngine engine, Reply reply) {
    rows.computeIfAbsent(label, key -> new Row(statistics, new LinkedHashMap<>()))
        .replies
        .merge(engine, reply, Reply::and);
  }

  /** Adds a row of the sums of other rows' medians. */
  void addSum(String label, List<String> parts) {
    for (TestEngine engine : engines) {
      Optional<Double> sum =
          parts.stream()
              .map(part -> median(part, engine))
              .reduce(Optional.of(0.0), (a, b) -> a.flatMap(x -> b.map(y -> x + y)));
      add(
          label,
          Statistics.P50,
          engine,
          sum.map(value -> new Reply(Optional.of(Samples.of(value)), ""))
              .orElseGet(() -> Reply.failed("a part failed")));
    }
  }

  private Optional<Double> median(String label, TestEngine engine) {
    return Optional.ofNullable(rows.get(label))
        .map(row -> row.replies.get(engine))
        .flatMap(Reply::samples)
        .map(samples -> samples.quantile(0.5));
  }

  @Override
  public String toString() {
    return Stream.concat(
            Stream.of(
                line("", engines.stream().map(TestEngine::toString)),
                line("---", engines.stream().map(engine -> "---:"))),
            rows.entrySet().stream().map(row -> row(row.getKey(), row.getValue())))
        .collect(Collectors.joining("\n"));
  }

  private String row(String label, Row row) {
    return line(
        label + title(row.statistics),
        engines.stream()
            .map(engine -> row.replies.getOrDefault(engine, Reply.failed("not measured")))
            .map(reply -> cell(row.statistics, reply)));
  }

  private static String title(Statistics statistics) {
    return switch (statistics) {
      case P50 -> "";
      case P50_AND_P99 -> " (p50 / p99)";
      case P50_AND_MAX -> " (p50 / max)";
    };
  }

  private static String cell(Statistics statistics, Reply reply) {
    return reply
        .samples()
        .map(
            samples ->
                quantiles(statistics).stream()
                    .map(share -> number(samples.quantile(share)))
                    .collect(Collectors.joining(" / ")))
        .orElseGet(() -> reply.reason().replace("|", "\\|"));
  }

  private static List<Double> quantiles(Statistics statistics) {
    return switch (statistics) {
      case P50 -> List.of(0.5);
      case P50_AND_P99 -> List.of(0.5, 0.99);
      case P50_AND_MAX -> List.of(0.5, 1.0);
    };
  }

  /** Three figures that count, or all before the point. */
  private static String number(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private static String line(String first, Stream<String> cells) {
    return Stream.concat(Stream.of(first), cells).collect(Collectors.joining(" | ", "| ", " |"));
  }
}
