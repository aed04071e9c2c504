package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;

/**
 * Prints the figures of a sandbox on this machine: a program, not a test. Its argument chooses
 * another engine than {@code jni/epoch}. Times are in milliseconds.
 */
final class Figures {

  private static final int WARM_UP = 300;
  private static final int ROUNDS = 2_000;
  private static final int INTERRUPTS = 200;

  private Figures() {}

  /** Measures everything once, after a warm-up. */
  public static void main(String[] arguments) {
    TestEngine engine =
        arguments.length == 0 ? TestEngines.ALL.getFirst() : TestEngines.named(arguments[0]);
    long start = System.nanoTime();
    try (PythonSandbox sandbox = SandboxExtension.start(engine, 16)) {
      System.out.printf("%s ready: %.0f ms%n", engine, Timings.millisSince(start));
      Timings timings = new Timings(sandbox);
      timings.firstExecutions(WARM_UP);
      print("new session + first execute", timings.firstExecutions(ROUNDS));
      timings.executions(WARM_UP);
      print("execute x+=1", timings.executions(ROUNDS));
      print("interrupt to answer, loop", timings.interrupts("while True: pass", INTERRUPTS));
      print(
          "interrupt to answer, sleep",
          timings.interrupts("import time; time.sleep(60)", INTERRUPTS));
      printLiveSessions(sandbox);
    }
  }

  private static void printLiveSessions(PythonSandbox sandbox) {
    try (LiveSessions live = new LiveSessions(sandbox)) {
      live.growTo(980);
      System.out.printf(
          "live sessions: %d, %.0f KiB each (PSS of the process, heap included)%n",
          live.count(), live.kibibytesEach());
    }
  }

  private static void print(String what, Samples samples) {
    System.out.printf(
        "%s: p50 %.2f, p99 %.2f, max %.2f%n",
        what, samples.quantile(0.5), samples.quantile(0.99), samples.quantile(1));
  }
}
