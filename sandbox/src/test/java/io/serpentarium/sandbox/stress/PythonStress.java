package io.serpentarium.sandbox.stress;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.python.PythonSandbox;
import io.serpentarium.sandbox.python.PythonSandboxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Closes Python sessions in the midst of what only a kill ends, while others give right answers.
 */
public final class PythonStress {

  /** Programs that neither return nor heed an interrupt, most of them in C code. */
  public static final List<String> UNSTOPPABLE =
      Stream.of(
              "sum(range(10 ** 12))",
              "10 ** 10 ** 8",
              "__import__('re').match('(a+)+$', 'a' * 40 + 'b')",
              "max(__import__('itertools').count())",
              "pass",
              "b = bytes(50 * 2 ** 20)",
              "sorted(range(10 ** 7), key=lambda x: -x)")
          .map(PythonStress::heedless)
          .toList();

  /** The same, but nearly always in a host call. */
  private static final List<String> CALLING =
      Stream.of(
              "sleep(0.001)",
              "urandom(4096)",
              "times()",
              "write(1, b'x')",
              "listdir('/')",
              "f = open('f', 'w+'); f.write('x' * 10000); f.seek(0); f.read(); f.close()",
              "mkdir('d'); rename('d', 'e'); rmdir('e')")
          .map(PythonStress::heedless)
          .map("from os import *; from time import sleep; from io import open\n"::concat)
          .toList();

  private static final List<String> ALL =
      Stream.of(UNSTOPPABLE, CALLING).flatMap(List::stream).toList();

  private static final long MOST_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
  private static final Limits LIMITS =
      new Limits(Duration.ofMinutes(5), Duration.ofMinutes(5), 256 << 20, 64 << 20, 1 << 20);

  private final Latencies latencies = new Latencies();
  private final Sandbox sandbox;

  private PythonStress(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /**
   * Runs it.
   *
   * @param engine with the capability KILL; closed at the end
   */
  static Latencies run(Engine engine, Path cache, int kills, int threads) throws Exception {
    try (Sandbox sandbox =
        new PythonSandbox(engine, PythonSandboxOptions.withCache(cache).withPoolSize(4))) {
      PythonStress stress = new PythonStress(sandbox);
      stress.runThreads(kills / threads, threads);
      return stress.latencies;
    }
  }

  /** Swallows an interrupt and, in the midst of that, another. */
  private static String heedless(String statement) {
    return """
    while True:
      try:
        while True:
          try:
            while True:
              try:
                while True: %s
              except BaseException: pass
          except BaseException: pass
      except BaseException: pass
    """
        .formatted(statement);
  }

  private void runThreads(int each, int threads) throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(executor.submit(() -> sessions(each)));
      }
      for (Future<Boolean> one : all) {
        one.get();
      }
    }
  }

  private boolean sessions(int times) {
    try (Session neighbour = open()) {
      for (int i = 0; i < times; i++) {
        killOne(ALL.get(i % ALL.size()));
        requireRight(neighbour);
      }
    }
    return true;
  }

  private void killOne(String code) {
    Session session = open();
    Execution execution = session.execute(ExecutionRequest.cell(code));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOST_DELAY_NANOS));
    long start = System.nanoTime();
    session.close();
    Outcome outcome = resultOf(execution).outcome();
    latencies.add(System.nanoTime() - start);
    if (!(outcome instanceof Outcome.Crashed)) {
      throw new AssertionError(code + " ended as " + outcome);
    }
  }

  private static void requireRight(Session neighbour) {
    Execution execution = neighbour.execute(ExecutionRequest.cell("sum(range(1000))"));
    Outcome outcome = resultOf(execution).outcome();
    if (!outcome.equals(new Outcome.Completed(Optional.of("499500")))) {
      throw new AssertionError("the neighbour answers " + outcome);
    }
  }

  private static ExecutionResult resultOf(Execution execution) {
    return execution.result().toCompletableFuture().orTimeout(1, TimeUnit.MINUTES).join();
  }

  private Session open() {
    return sandbox.open(SessionOptions.withLimits(LIMITS));
  }
}
