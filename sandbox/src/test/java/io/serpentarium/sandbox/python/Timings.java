package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Times what a sandbox does, in milliseconds. */
final class Timings {

  /** How long a program runs before it is interrupted or killed. */
  private static final Duration UNDER_WAY = Duration.ofMillis(10);

  private static final Limits LONG =
      new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), 128 << 20, 1 << 20, 1 << 20);

  private final Sandbox sandbox;

  Timings(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** Of opening a session. */
  Samples newSessions(int rounds) {
    return repeat(
        rounds,
        () -> {
          long start = System.nanoTime();
          Session session = SandboxExtension.open(sandbox);
          double millis = millisSince(start);
          session.close();
          return millis;
        });
  }

  /** Of opening a session, a first execution in it, and closing it. */
  Samples firstExecutions(int rounds) {
    return repeat(
        rounds,
        () -> {
          long start = System.nanoTime();
          try (Session session = SandboxExtension.open(sandbox)) {
            SandboxExtension.run(session, "x = 1");
          }
          return millisSince(start);
        });
  }

  /** Of one more execution in a session. */
  Samples executions(int rounds) {
    try (Session session = SandboxExtension.open(sandbox)) {
      SandboxExtension.run(session, "x = 1");
      return repeat(rounds, () -> timed(() -> SandboxExtension.run(session, "x += 1")));
    }
  }

  /** From an interrupt to the answer. */
  Samples interrupts(String code, int rounds) {
    try (Session session = SandboxExtension.open(sandbox)) {
      return repeat(
          rounds,
          () -> {
            Execution execution = underWay(session, code);
            return timed(
                () -> {
                  execution.interrupt();
                  SandboxExtension.await(execution);
                });
          });
    }
  }

  /** From the close of a session to the end of what runs in it. */
  Samples kills(String code, int rounds) {
    return repeat(
        rounds,
        () -> {
          Session session = SandboxExtension.open(sandbox);
          Execution execution = underWay(session, code);
          return timed(
              () -> {
                session.close();
                SandboxExtension.await(execution);
              });
        });
  }

  /** How much longer than its wall time code runs that ignores the first stage of a stop. */
  Samples overruns(String code, int rounds) {
    Duration limit = Duration.ofMillis(100);
    Limits limits = new Limits(limit, Duration.ofMinutes(1), 128 << 20, 1 << 20, 1 << 20);
    return repeat(
        rounds,
        () -> {
          try (Session session = SandboxExtension.open(sandbox)) {
            ExecutionRequest request = ExecutionRequest.cell(code).withLimits(limits);
            return timed(() -> SandboxExtension.run(session, request)) - limit.toMillis();
          }
        });
  }

  /** Processor time of a whole program, in a session of its own. */
  double program(String code) {
    try (Session session = SandboxExtension.open(sandbox)) {
      ExecutionRequest request = ExecutionRequest.program(code).withLimits(LONG);
      ExecutionResult result = SandboxExtension.run(session, request);
      if (!(result.outcome() instanceof Outcome.Completed)) {
        throw new AssertionError(result.outcome());
      }
      return result.usage().cpuTime().toNanos() / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
  }

  private static Execution underWay(Session session, String code) {
    ExecutionRequest request = ExecutionRequest.cell("print(1)\n" + code).withLimits(LONG);
    Execution execution = Sessions.startReady(session, request);
    LockSupport.parkNanos(UNDER_WAY.toNanos());
    return execution;
  }

  private interface Round {
    double millis();
  }

  private static Samples repeat(int rounds, Round round) {
    return Samples.of(IntStream.range(0, rounds).mapToDouble(i -> round.millis()).toArray());
  }

  private static double timed(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return millisSince(start);
  }

  /** Milliseconds from a reading of {@link System#nanoTime}. */
  static double millisSince(long start) {
    return (System.nanoTime() - start) / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }
}
