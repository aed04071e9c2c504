package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.engine.TestEngines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints what each hostile program does to its sandbox, and to a neighbour that works meanwhile: a
 * program, not a test.
 */
final class HostileFigures {

  private static final Duration QUIET = Duration.ofSeconds(10);

  /** Executions of the neighbour behind which the collection of the heap is over. */
  private static final int COLLECTED = 3;

  private HostileFigures() {}

  /** Takes an engine's name and, unless all are wanted, a pattern for the programs' names. */
  public static void main(String[] arguments) throws Exception {
    String pattern = arguments.length > 1 ? arguments[1] : ".*";
    try (Sandbox sandbox = HostileSandbox.start(TestEngines.named(arguments[0]));
        Neighbour neighbour = new Neighbour(sandbox)) {
      neighbour.start();
      rest();
      neighbour.takeMillis();
      rest();
      double[] quiet = neighbour.takeMillis();
      double[] attacked = attackAll(sandbox, neighbour, pattern);
      System.out.println("neighbour's cell, quiet:        " + percentiles(quiet));
      System.out.println("neighbour's cell, under attack: " + percentiles(attacked));
    }
  }

  private static double[] attackAll(Sandbox sandbox, Neighbour neighbour, String pattern)
      throws Exception {
    List<double[]> times = new ArrayList<>();
    Duration worst = Duration.ZERO;
    System.out.printf(
        "%-32s %-30s %-11s %8s %8s %9s %9s%n",
        "program", "outcome", "session", "ms", "over ms", "heap KiB", "p99 ms");
    for (HostileProgram program : HostileCorpus.all()) {
      if (program.name().matches(pattern)) {
        long heap = Footprint.now().heapKib();
        neighbour.awaitExecutions(COLLECTED);
        neighbour.takeMillis();
        Attack attack = Attack.run(sandbox, program);
        double[] meanwhile = neighbour.takeMillis();
        times.add(meanwhile);
        print(attack, Footprint.now().heapKib() - heap, meanwhile);
        worst = max(worst, attack.overrun().orElse(Duration.ZERO));
      }
    }
    System.out.println("worst overrun: " + worst.toMillis() + " ms");
    return times.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static void print(Attack attack, long heapKib, double[] neighbour) {
    System.out.printf(
        "%-32s %-30s %-11s %8d %8s %9d %9s %s%n",
        attack.program(),
        attack.outcome().substring(0, Math.min(30, attack.outcome().length())),
        attack.fate(),
        attack.wallTime().toMillis(),
        attack.overrun().map(over -> Long.toString(over.toMillis())).orElse(""),
        heapKib,
        neighbour.length == 0 ? "" : "%.1f".formatted(neighbour[neighbour.length * 99 / 100]),
        String.join("; ", attack.deviations()));
  }

  private static void rest() {
    LockSupport.parkNanos(QUIET.toNanos());
  }

  private static String percentiles(double[] sorted) {
    return sorted.length == 0
        ? "none"
        : "p50 %.2f ms, p99 %.2f ms, max %.2f ms, %d times"
            .formatted(
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100],
                sorted[sorted.length - 1],
                sorted.length);
  }
}
