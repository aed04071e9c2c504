package io.serpentarium.sandbox.stress;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.jni.JniEngine;
import io.serpentarium.sandbox.python.PythonSandbox;
import io.serpentarium.sandbox.python.PythonSandboxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prints what each interruption mode costs programs that compute: a program, not a test. The least
 * CPU time of several rounds, in milliseconds, the modes in turn.
 */
final class InterruptionFigures {

  private static final int ROUNDS = 7;
  private static final Path CACHE =
      Path.of(System.getProperty("java.io.tmpdir"), "serpentarium-test-cache");
  private static final Limits LIMITS =
      new Limits(Duration.ofMinutes(5), Duration.ofMinutes(5), 256 << 20, 1 << 20, 1 << 20);

  private static final Map<String, String> PROGRAMS = new LinkedHashMap<>();

  static {
    PROGRAMS.put("loop", "s = 0\nfor i in range(4_000_000): s += i");
    PROGRAMS.put("float", "x = 0.0\nfor i in range(3_000_000): x = x * 0.5 + i");
    PROGRAMS.put("calls", "def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)\nfib(25)");
    PROGRAMS.put("dict", "d = {}\nfor i in range(1_000_000): d[i % 5000] = d.get(i % 5000, 0) + i");
    PROGRAMS.put("str", "t = ','.join(str(i) for i in range(400_000))\nn = len(t.split(','))");
    PROGRAMS.put("sort", "r = sorted([i * 7919 % 100_003 for i in range(500_000)])");
    PROGRAMS.put("sum in C", "n = sum(range(15_000_000))");
    PROGRAMS.put("big int", "n = len(str(7 ** 20_000)) + (3 ** 200_000 > 0)");
  }

  private InterruptionFigures() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    Map<InterruptionMode, Sandbox> sandboxes = new EnumMap<>(InterruptionMode.class);
    for (InterruptionMode mode : InterruptionMode.values()) {
      sandboxes.put(
          mode,
          new PythonSandbox(
              JniEngine.withCache(CACHE, mode, JniEngine.DEFAULT_TICK),
              PythonSandboxOptions.withCache(CACHE).withPoolSize(1)));
    }
    PROGRAMS.forEach((name, code) -> compare(name, code, sandboxes));
    sandboxes.values().forEach(Sandbox::close);
  }

  private static void compare(String name, String code, Map<InterruptionMode, Sandbox> sandboxes) {
    Map<InterruptionMode, Double> least = new EnumMap<>(InterruptionMode.class);
    for (int round = 0; round < ROUNDS; round++) {
      sandboxes.forEach((mode, sandbox) -> least.merge(mode, cpuMillis(sandbox, code), Math::min));
    }
    System.out.println(name + " " + least);
  }

  private static double cpuMillis(Sandbox sandbox, String code) {
    try (Session session = sandbox.open(SessionOptions.withLimits(LIMITS))) {
      ExecutionResult result =
          session.execute(ExecutionRequest.cell(code)).result().toCompletableFuture().join();
      if (!(result.outcome() instanceof Outcome.Completed)) {
        throw new AssertionError(result.outcome());
      }
      return result.usage().cpuTime().toNanos() / 1e6;
    }
  }
}
