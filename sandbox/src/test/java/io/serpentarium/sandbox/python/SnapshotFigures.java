package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.SandboxExtension.open;
import static io.serpentarium.sandbox.python.SandboxExtension.run;

import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import io.serpentarium.sandbox.snapshot.BeforeImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Prints what snapshots, forks and roll-backs cost on this machine: a program, not a test. Times
 * are in milliseconds.
 */
final class SnapshotFigures {

  private static final int WARM_UP = 300;
  private static final int ROUNDS = 400;
  private static final int PAIRS = 10_000;
  private static final String FRESH = "x = 1\nname = 'text'\ndef f(n): return n + 1\nf(x)";
  private static final String WITH_DATA = FRESH + "\ndata = bytes(range(256)) * 4096";

  private SnapshotFigures() {}

  /** Measures everything once, after a warm-up, on the engine named. */
  public static void main(String[] arguments) throws IOException {
    TestEngine engine = TestEngines.named(arguments.length > 0 ? arguments[0] : "jni/epoch");
    try (PythonSandbox sandbox = SandboxExtension.start(engine, 4)) {
      beforeImage(sandbox.factory());
      forks(sandbox, "fresh", FRESH);
      forks(sandbox, "with 1 MiB", WITH_DATA);
      rollBacks(sandbox, "fresh", FRESH);
      rollBacks(sandbox, "with 1 MiB", WITH_DATA);
      executes(sandbox, "with 32 MiB", "data = bytes(range(256)) * (1 << 17)");
      hibernation(sandbox, "fresh", FRESH);
      hibernation(sandbox, "with 1 MiB", WITH_DATA);
      snapshots(sandbox);
      history(sandbox);
    }
  }

  private static void forks(PythonSandbox sandbox, String label, String code) {
    try (Session session = prepared(sandbox, code)) {
      times("fork, " + label, i -> session.fork(1).forEach(Session::close), i -> {});
      times("10 forks, " + label, i -> session.fork(10).forEach(Session::close), i -> {});
      times(
          "fork and first execute, " + label,
          i -> {
            try (Session fork = session.fork(1).getFirst()) {
              run(fork, "x");
            }
          },
          i -> {});
    }
  }

  private static void rollBacks(PythonSandbox sandbox, String label, String code) {
    try (Session session = prepared(sandbox, code)) {
      times(
          "execute of os._exit, rolled back, " + label, i -> run(session, "os._exit(1)"), i -> {});
      times("execute of pass, " + label, i -> run(session, "pass"), i -> {});
    }
  }

  private static void executes(PythonSandbox sandbox, String label, String code) {
    try (Session session = prepared(sandbox, code)) {
      times("execute of pass, " + label, i -> run(session, "pass"), i -> {});
    }
  }

  private static void hibernation(PythonSandbox sandbox, String label, String code)
      throws IOException {
    try (Session session = prepared(sandbox, code)) {
      times("hibernate, " + label, i -> session.hibernate(), i -> run(session, "x"));
      times("wake and execute, " + label, i -> run(session, "x"), i -> session.hibernate());
      System.out.printf(
          Locale.ROOT, "hibernated size, %s: %d KiB%n", label, exported(session).length >> 10);
    }
  }

  private static void snapshots(PythonSandbox sandbox) throws IOException {
    try (Session session = prepared(sandbox, FRESH)) {
      times("snapshot", i -> session.snapshot(), i -> {});
      Snapshot snapshot = session.snapshot();
      times("restore", i -> session.restore(snapshot), i -> {});
      times("export", i -> exported(session), i -> {});
      byte[] bytes = exported(session);
      times("import", i -> imported(sandbox, bytes), i -> {});
    }
  }

  private static void history(PythonSandbox sandbox) {
    try (Session session =
        sandbox.open(SessionOptions.withLimits(Results.wallTime(30_000)).withHistory(10))) {
      run(session, "import os\n" + FRESH);
      times("execute of pass with a history", i -> run(session, "pass"), i -> {});
      times("undo", i -> session.undo(1), i -> run(session, "pass"));
    }
  }

  private static void beforeImage(GuestFactory factory) {
    Thread thread =
        new GuestThreads(32 << 20).factory("figures-").newThread(() -> onGuestThread(factory));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void onGuestThread(GuestFactory factory) {
    try (Guest guest = factory.make()) {
      guest.instance().setDeadline(Duration.ofHours(1));
      guest.instance().execute("import os\n" + FRESH, false);
      String cell = "s = 0\nfor i in range(%d): s += i".formatted(cellLength(guest));
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long[] cpu = new long[3];
      double[] begin = new double[PAIRS];
      for (int i = -WARM_UP; i < PAIRS; i++) {
        long t0 = threads.getCurrentThreadCpuTime();
        guest.instance().execute(cell, false);
        long t1 = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        BeforeImage before = guest.begin();
        long took = System.nanoTime() - start;
        long t2 = threads.getCurrentThreadCpuTime();
        guest.instance().execute(cell, false);
        before.close();
        long t3 = threads.getCurrentThreadCpuTime();
        if (i >= 0) {
          begin[i] = took / 1e6;
          cpu[0] += t1 - t0;
          cpu[1] += t2 - t1;
          cpu[2] += t3 - t1;
        }
      }
      System.out.println("before-image, wall: " + percentiles(begin));
      System.out.printf(
          Locale.ROOT,
          "mean CPU time: cell %.3f, before-image %.3f, both %.3f (%.1f %% more)%n",
          cpu[0] / 1e6 / PAIRS,
          cpu[1] / 1e6 / PAIRS,
          cpu[2] / 1e6 / PAIRS,
          100.0 * cpu[2] / cpu[0] - 100);
    }
  }

  /** Rounds of a loop that take about a millisecond. */
  private static int cellLength(Guest guest) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    String probe = "s = 0\nfor i in range(100_000): s += i";
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = threads.getCurrentThreadCpuTime();
      guest.instance().execute(probe, false);
      best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
    }
    return (int) (100_000L * 1_000_000L / best);
  }

  private static Session prepared(PythonSandbox sandbox, String code) {
    Session session = open(sandbox);
    run(session, "import os\n" + code);
    return session;
  }

  private static byte[] exported(Session session) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      session.snapshot().export(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static Snapshot imported(PythonSandbox sandbox, byte[] bytes) {
    try {
      return sandbox.importSnapshot(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void times(String label, Consumer<Integer> measured, Consumer<Integer> before) {
    double[] times = new double[ROUNDS];
    for (int i = -WARM_UP; i < ROUNDS; i++) {
      before.accept(i);
      long start = System.nanoTime();
      measured.accept(i);
      if (i >= 0) {
        times[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    System.out.println(label + ": " + percentiles(times));
  }

  private static String percentiles(double[] times) {
    Arrays.sort(times);
    return String.format(
        Locale.ROOT,
        "p50 %.3f, p99 %.3f, max %.3f",
        times[times.length / 2],
        times[times.length * 99 / 100],
        times[times.length - 1]);
  }
}
