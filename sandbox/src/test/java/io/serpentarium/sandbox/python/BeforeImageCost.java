package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngines;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What it costs a cell of about a millisecond that its session is put back when it fails: two
 * sessions in turn in one process, since two processes differ by more than that.
 */
final class BeforeImageCost {

  private static final String CELL = "s = 0\nfor i in range(10_000): s += i";
  private static final int WARM_UP = 2_000;
  private static final int ROUNDS = 5_000;

  private BeforeImageCost() {}

  /** A table in Markdown. */
  static String table(List<String> engines) {
    return engines.stream()
        .map(BeforeImageCost::row)
        .collect(
            Collectors.joining(
                "\n",
                "| | with | without | p50 | mean |\n| --- |" + " ---: |".repeat(4) + "\n",
                ""));
  }

  private static String row(String engine) {
    SessionOptions options = SessionOptions.withLimits(Limits.DEFAULT);
    try (Sandbox sandbox = SandboxExtension.start(TestEngines.named(engine), 2);
        Session with = sandbox.open(options);
        Session without = sandbox.open(options.withoutRollBack())) {
      times(WARM_UP, with, without);
      double[][] times = times(ROUNDS, with, without);
      return row(engine, times[0], times[1]);
    }
  }

  /** Times in milliseconds of each session, ascending. */
  private static double[][] times(int rounds, Session... sessions) {
    double[][] times = new double[sessions.length][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < sessions.length; turn++) {
        int session = (round + turn) % sessions.length;
        long start = System.nanoTime();
        SandboxExtension.run(sessions[session], CELL);
        times[session][round] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.stream(times).forEach(Arrays::sort);
    return times;
  }

  private static String row(String engine, double[] with, double[] without) {
    return String.format(
        Locale.ROOT,
        "| %s | %.3f | %.3f | +%.1f %% | +%.1f %% |",
        engine,
        median(with),
        median(without),
        100 * (median(with) / median(without) - 1),
        100 * (mean(with) / mean(without) - 1));
  }

  private static double median(double[] times) {
    return times[times.length / 2];
  }

  /** Of all but the slowest twentieth, in which the machine did something else. */
  private static double mean(double[] times) {
    return Arrays.stream(times).limit(times.length * 19L / 20).average().orElseThrow();
  }
}
