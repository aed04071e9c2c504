package io.serpentarium.sandbox.python;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One row of the comparison.
 *
 * @param label names it, with its unit
 * @param statistics what the row shows of its samples, such as {@code p50 / max}
 * @param work takes samples in the process of the engine
 */
record Measure(String label, Statistics statistics, Work work) {

  /** What is shown of samples. */
  enum Statistics {
    P50,
    P50_AND_P99,
    P50_AND_MAX
  }

  /** Takes samples. */
  @FunctionalInterface
  interface Work {
    Samples take(EngineProbe probe) throws Exception;
  }

  /** Code that no first stage ends, or not soon. */
  private static final Map<String, String> STUBBORN =
      Map.of(
          "sum(range(10**12))", "sum(range(10 ** 12))",
          "10**10**8", "10 ** 10 ** 8",
          "catastrophic regex", "import re; re.match('(a+)+$', 'a' * 40 + 'b')",
          "BaseException swallower",
              "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
          "100 MiB fill loop", "while True: b = bytearray(100 << 20)");

  /** Short ones, which are repeated in turn with those of other engines. */
  static List<Measure> timings() {
    return Stream.of(calls(), sessions(), stops(), kills(), programs())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Measure> calls() {
    return List.of(
        new Measure(
            "call of an export, µs",
            Statistics.P50,
            probe -> Samples.of(probe.callCosts().exportCalls(10))),
        new Measure(
            "call of the host, µs",
            Statistics.P50,
            probe -> Samples.of(probe.callCosts().hostCalls(10))));
  }

  private static List<Measure> sessions() {
    return List.of(
        new Measure(
            "new session, ms", Statistics.P50_AND_P99, probe -> probe.timings().newSessions(300)),
        new Measure(
            "new session + first execute, ms",
            Statistics.P50_AND_P99,
            probe -> probe.timings().firstExecutions(300)),
        new Measure(
            "execute `x+=1`, ms",
            Statistics.P50_AND_P99,
            probe -> probe.timings().executions(1_000)));
  }

  private static List<Measure> stops() {
    return List.of(
        new Measure(
            "interrupt, loop, ms",
            Statistics.P50_AND_MAX,
            probe -> probe.timings().interrupts("while True: pass", 34)),
        new Measure(
            "interrupt, sleep, ms",
            Statistics.P50_AND_MAX,
            probe -> probe.timings().interrupts("import time; time.sleep(60)", 34)),
        new Measure(
            "beyond a wall time of 100 ms, all of the kills' programs, ms",
            Statistics.P50_AND_MAX,
            Measure::overruns));
  }

  private static Samples overruns(EngineProbe probe) {
    return STUBBORN.values().stream()
        .map(code -> probe.timings().overruns(code, 2))
        .reduce(Samples.of(), Samples::and);
  }

  private static List<Measure> kills() {
    return STUBBORN.keySet().stream()
        .sorted()
        .map(
            name ->
                new Measure(
                    "kill, " + name + ", ms",
                    Statistics.P50_AND_MAX,
                    probe -> probe.kills(STUBBORN.getOrDefault(name, ""), 7)))
        .toList();
  }

  private static List<Measure> programs() {
    return InterpreterSuite.NAMES.stream()
        .map(
            name ->
                new Measure(
                    InterpreterSuite.label(name),
                    Statistics.P50,
                    probe -> Samples.of(probe.timings().program(InterpreterSuite.program(name)))))
        .toList();
  }

  /** Sessions that are kept, in this order and in a process of their own. */
  static List<Measure> liveSessions() {
    return Stream.of(1_000, 5_000).flatMap(count -> liveSessions(count).stream()).toList();
  }

  private static List<Measure> liveSessions(int count) {
    return List.of(
        new Measure(
            "new session + first execute at %,d, ms".formatted(count),
            Statistics.P50_AND_P99,
            probe -> probe.live().growTo(count)),
        new Measure(
            "memory of an idle session at %,d, KiB".formatted(count),
            Statistics.P50,
            probe -> Samples.of(probe.live().kibibytesEach())));
  }
}
