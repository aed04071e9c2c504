package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints the figures of a sandbox on this machine: a program, not a test. Times are in
 * milliseconds.
 */
final class Figures {

  private static final int WARM_UP = 300;
  private static final int ROUNDS = 2_000;
  private static final int LIVE_SESSIONS = 1_000;
  private static final int INTERRUPTS = 200;

  private Figures() {}

  /** Measures everything once, after a warm-up. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (PythonSandbox sandbox = SandboxExtension.start(16)) {
      System.out.printf("sandbox ready: %.0f ms%n", millisSince(start));
      System.out.println("new session + first execute: " + newSessions(sandbox, WARM_UP, ROUNDS));
      System.out.println("execute x+=1: " + executes(sandbox));
      System.out.println("interrupt to answer, loop: " + interrupts(sandbox, "while True: pass"));
      System.out.println(
          "interrupt to answer, sleep: " + interrupts(sandbox, "import time; time.sleep(60)"));
      System.out.println("live sessions: " + liveSessions(sandbox));
    }
  }

  private static String newSessions(PythonSandbox sandbox, int warmUp, int rounds) {
    double[] times = new double[rounds];
    for (int i = -warmUp; i < rounds; i++) {
      long start = System.nanoTime();
      try (Session session = SandboxExtension.open(sandbox)) {
        SandboxExtension.run(session, "x = 1");
        if (i >= 0) {
          times[i] = millisSince(start);
        }
      }
    }
    return percentiles(times);
  }

  private static String executes(PythonSandbox sandbox) {
    try (Session session = SandboxExtension.open(sandbox)) {
      SandboxExtension.run(session, "x = 1");
      double[] times = new double[ROUNDS];
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        long start = System.nanoTime();
        SandboxExtension.run(session, "x += 1");
        if (i >= 0) {
          times[i] = millisSince(start);
        }
      }
      return percentiles(times);
    }
  }

  private static String interrupts(PythonSandbox sandbox, String code) throws InterruptedException {
    try (Session session = SandboxExtension.open(sandbox)) {
      double[] times = new double[INTERRUPTS];
      for (int i = 0; i < INTERRUPTS; i++) {
        Execution execution =
            session.execute(ExecutionRequest.cell("print(1)\n" + code).withStreaming());
        CountDownLatch running = new CountDownLatch(1);
        execution.output().subscribe(new PythonSessionIT.FirstEvent(running));
        if (!running.await(10, TimeUnit.SECONDS)) {
          throw new AssertionError("the program did not start");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        long start = System.nanoTime();
        execution.interrupt();
        SandboxExtension.await(execution);
        times[i] = millisSince(start);
      }
      return percentiles(times);
    }
  }

  private static String liveSessions(PythonSandbox sandbox) throws IOException {
    System.gc();
    long before = proportionalKibibytes();
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < LIVE_SESSIONS - 20; i++) {
      sessions.add(SandboxExtension.open(sandbox));
      SandboxExtension.run(sessions.get(i), "x = " + i);
    }
    System.gc();
    long each = (proportionalKibibytes() - before) / sessions.size();
    sessions.forEach(Session::close);
    return "%d, %d KiB each (PSS of the process, heap included)".formatted(sessions.size(), each);
  }

  private static long proportionalKibibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static String percentiles(double[] times) {
    Arrays.sort(times);
    return "p50 %.2f, p99 %.2f, max %.2f"
        .formatted(
            times[times.length / 2], times[times.length * 99 / 100], times[times.length - 1]);
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
