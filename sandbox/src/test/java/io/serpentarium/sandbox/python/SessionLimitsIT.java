package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.assertKept;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Stdin;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every limit of a session, met and just kept. */
@OnEveryEngine
@InWorkersToo(always = false)
@Timeout(120)
final class SessionLimitsIT extends SessionFixture {

  SessionLimitsIT(Sandbox sandbox) {
    super(sandbox);
  }

  @ParameterizedTest
  @ValueSource(strings = {"while True: pass", "import time; time.sleep(3600)", "input()"})
  void wallTimeEndsTheExecutionAndKeepsTheSession(String code) {
    run(session, "kept = 1");
    ExecutionRequest request =
        ExecutionRequest.cell(code).withStdin(Stdin.open()).withLimits(wallTime(300));
    ExecutionResult result = run(session, request);
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
    assertThat(result.usage().wallTime())
        .isBetween(Duration.ofMillis(300), Duration.ofMillis(2_300));
    if (result.usage().wallTime().toMillis() < 350) { // it unwound within its grace
      assertKept(result);
    }
    assertThat(value(run(session, "kept"))).isEqualTo("1");
  }

  @Test
  void executionJustBelowItsWallTimeCompletes() {
    ExecutionRequest request =
        ExecutionRequest.cell("import time; time.sleep(0.2); 'done'").withLimits(wallTime(20_000));
    assertThat(value(run(session, request))).isEqualTo("'done'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 ** 10 ** 8",
        "sum(range(10 ** 12))",
        "import re; re.match('(a+)+$', 'a' * 40 + 'b')",
        "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
        "import time\nwhile True:\n  try: time.sleep(9)\n  except BaseException: pass"
      })
  void codeThatIgnoresTheStopIsTrappedBehindItsWallTime(String code) {
    ExecutionResult result = run(session, ExecutionRequest.cell(code).withLimits(wallTime(300)));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
    assertThat(result.usage().wallTime()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void cpuTimeCountsWorkAndNotSleep() {
    Limits limits = limits(Duration.ofSeconds(60), Duration.ofMillis(300));
    ExecutionRequest asleep =
        ExecutionRequest.cell("import time; time.sleep(0.6); 'rested'").withLimits(limits);
    assertThat(value(run(session, asleep))).isEqualTo("'rested'");
    ExecutionRequest working = ExecutionRequest.cell("while True: pass").withLimits(limits);
    ExecutionResult result = run(session, working);
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.CPU_TIME));
    assertKept(result);
  }

  @Test
  void memoryLimitIsMemoryErrorAndTheSessionLives() {
    run(session, "kept = 1");
    ExecutionResult result = run(session, "b = bytearray(100_000_000); len(b)");
    assertThat(value(result)).isEqualTo("100000000");
    run(session, "del b");
    Limits tight =
        new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), 200 << 20, 1 << 20, 1 << 20);
    assertThat(
            raisedName(
                run(
                    session,
                    ExecutionRequest.cell("x = bytearray(300_000_000)").withLimits(tight))))
        .isEqualTo("MemoryError");
    assertThat(raisedName(run(session, "x = []\nwhile True: x.append(bytearray(1_000_000))")))
        .isEqualTo("MemoryError");
    run(session, "del x");
    assertThat(value(run(session, "kept"))).isEqualTo("1");
    assertThat(session.memoryBytes()).isLessThanOrEqualTo(200 << 20);
  }

  @Test
  void outputUpToTheLimitIsWhole() {
    ExecutionResult result =
        run(session, ExecutionRequest.cell("print('x' * 999)").withLimits(output(1000)));
    assertThat(result.outcome()).isEqualTo(new Outcome.Completed(Optional.empty()));
    assertThat(result.stdout()).hasSize(1000);
    assertThat(result.stdoutTruncated()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "print('x' * 1000)",
        "while True: print('y' * 10)",
        "print('z' * 10_000_000)",
        "import os\nwhile True: os.write(1, b'w')"
      })
  void outputBeyondTheLimitIsCutAndStopsTheProgram(String code) {
    ExecutionResult result = run(session, ExecutionRequest.cell(code).withLimits(output(1000)));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.OUTPUT));
    assertThat(result.stdout()).hasSize(1000);
    assertThat(result.stdoutTruncated()).isTrue();
    assertKept(result);
    assertThat(value(run(session, "'alive'"))).isEqualTo("'alive'");
  }

  @Test
  void diskLimitIsAnOsError() {
    Limits limits =
        new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), 128 << 20, 1 << 20, 100_000);
    try (Session small = sandbox.open(SessionOptions.withLimits(limits))) {
      assertThat(value(run(small, "open('a', 'wb').write(b'x' * 100_000)"))).isEqualTo("100000");
      assertThat(raisedName(run(small, "open('b', 'wb', 0).write(b'x')"))).isEqualTo("OSError");
      run(small, "import os; os.remove('a')");
      assertThat(value(run(small, "open('b', 'wb', 0).write(b'x')"))).isEqualTo("1");
    }
  }

  private static Limits wallTime(int millis) {
    return limits(Duration.ofMillis(millis), Duration.ofSeconds(60));
  }

  private static Limits limits(Duration wallTime, Duration cpuTime) {
    return new Limits(wallTime, cpuTime, 128 << 20, 1 << 20, 1 << 20);
  }

  private static Limits output(int bytes) {
    return new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), 128 << 20, bytes, 1 << 20);
  }
}
