package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.open;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.stress.PythonStress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Code that heeds no interrupt, on engines that can kill: it alone ends, and immediately. */
@ParameterizedClass
@MethodSource("io.serpentarium.sandbox.engine.TestEngines#killing")
@EnabledOnOs(OS.LINUX)
@Timeout(120)
final class PythonKillIT {

  private static final Path CACHE =
      Path.of(System.getProperty("java.io.tmpdir"), "serpentarium-test-cache");
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration LIMIT = Duration.ofMillis(300);

  private static final String COUNTING =
      """
      import time
      wrong = 0
      end = time.monotonic() + 0.6
      while time.monotonic() < end:
        wrong += sum(range(1000)) != 499500
      wrong
      """;

  private final PythonSandbox sandbox;
  private final Session neighbour;
  private final Execution counting;

  PythonKillIT(TestEngine engine) {
    engine.adapter().require();
    this.sandbox =
        new PythonSandbox(
            engine.open(CACHE), PythonSandboxOptions.withCache(CACHE).withPoolSize(2));
    this.neighbour = open(sandbox);
    this.counting = neighbour.execute(ExecutionRequest.cell(COUNTING));
  }

  static List<String> codes() {
    return PythonStress.UNSTOPPABLE;
  }

  @AfterEach
  void theNeighbourIsWell() {
    ExecutionResult result = await(counting);
    sandbox.close();
    assertThat(result.outcome()).isEqualTo(new Outcome.Completed(Optional.of("0")));
    assertThat(result.sessionState()).isEqualTo(SessionFate.KEPT);
  }

  @ParameterizedTest
  @MethodSource("codes")
  void wallTimeEndsIt(String code) {
    ExecutionResult result = runInNewSession(code, limits(LIMIT, LONG));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
    assertThat(result.usage().wallTime()).isBetween(LIMIT, LIMIT.plusSeconds(5));
    assertFateOfAKill(result);
  }

  @ParameterizedTest
  @MethodSource("codes")
  void cpuTimeEndsIt(String code) {
    ExecutionResult result = runInNewSession(code, limits(LONG, LIMIT));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.CPU_TIME));
    assertThat(result.usage().cpuTime()).isBetween(LIMIT, LIMIT.plusSeconds(5));
    assertFateOfAKill(result);
  }

  @ParameterizedTest
  @MethodSource("codes")
  void closingItsSessionEndsItLongBeforeItsLimits(String code) throws InterruptedException {
    Session session = sandbox.open(SessionOptions.withLimits(limits(LONG, LONG)));
    Execution execution =
        session.execute(ExecutionRequest.cell("print('ready')\n" + code).withStreaming());
    CountDownLatch ready = new CountDownLatch(1);
    execution.output().subscribe(new FirstEvent(ready));
    assertThat(ready.await(60, TimeUnit.SECONDS)).isTrue();
    session.close();
    assertThat(await(execution).outcome()).isInstanceOf(Outcome.Crashed.class);
    assertThat(session.state()).isEqualTo(Session.State.CLOSED);
  }

  @Test
  void whatItHadPrintedIsThere() {
    ExecutionResult result =
        runInNewSession("print('printed', end='')\n10 ** 10 ** 8", limits(LIMIT, LONG));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
    assertThat(result.stdout()).isEqualTo("printed");
    assertThat(result.usage().peakMemoryBytes()).isPositive();
  }

  private ExecutionResult runInNewSession(String code, Limits limits) {
    try (Session session = open(sandbox)) {
      return run(session, ExecutionRequest.cell(code).withLimits(limits));
    }
  }

  private static void assertFateOfAKill(ExecutionResult result) {
    assertThat(result.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
  }

  private static Limits limits(Duration wallTime, Duration cpuTime) {
    return new Limits(wallTime, cpuTime, 256 << 20, 1 << 20, 1 << 20);
  }
}
