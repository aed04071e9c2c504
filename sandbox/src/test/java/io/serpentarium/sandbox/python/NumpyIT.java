package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static io.serpentarium.sandbox.python.Sessions.startReady;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.memory.CountingAccount;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** numpy: right as on Linux, and held by limits, interrupts and roll-back as all other code. */
final class NumpyIT {

  /** Compiling numpy takes seconds, minutes where many do so. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static PackageSandbox numpy;

  private Session session;

  @BeforeAll
  static void start() throws Exception {
    numpy =
        PackageSandbox.start(
            "numpy", "import numpy as np\nimport numpy.random\nkept = np.arange(10)", PATIENCE);
  }

  @AfterAll
  static void stop() {
    if (numpy != null) {
      numpy.close();
    }
  }

  @BeforeEach
  void open() {
    session = numpy.open();
  }

  @AfterEach
  void close() {
    session.close();
  }

  /** The values are those of numpy 2.5 on Linux and x86-64. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "np.arange(10**6).sum() | np.int64(499999500000)",
        "np.arange(3).dtype | dtype('int64')",
        "np.linalg.det(np.array([[1., 2.], [3., 4.]])).round(12) | np.float64(-2.0)",
        "np.allclose(np.linalg.inv(m := np.eye(9) + np.ones((9, 9))) @ m, np.eye(9)) | True",
        "np.allclose(np.fft.ifft(np.fft.fft(kept)).real, kept) | True",
        "np.linalg.eigvalsh(np.diag([3., 1., 2.])).tolist() | [1.0, 2.0, 3.0]",
        "np.random.default_rng(1).random(2).tolist() | [0.5118216247002567, 0.9504636963259353]",
        "np.random.RandomState(42).rand(2).tolist() | [0.3745401188473625, 0.9507143064099162]",
        "np.sort(np.array(['b', 'ä', 'a'])).tolist() | ['a', 'b', 'ä']",
        "np.float16(1) / np.float16(3) | np.float16(0.3333)",
        "np.median([3, 1, 2]) | np.float64(2.0)",
      })
  void computesAsOnLinux(String code, String expected) {
    assertThat(value(run(session, code))).isEqualTo(expected);
  }

  @Test
  void tellsOfWhatHasNoResult() {
    assertThat(raisedName(run(session, "np.linalg.inv(np.zeros((2, 2)))")))
        .isEqualTo("LinAlgError");
    assertThat(raisedName(run(session, "np.zeros(2) @ np.zeros(3)"))).isEqualTo("ValueError");
    assertThat(run(session, "np.ones(2) / np.zeros(2)").stderr())
        .contains("RuntimeWarning: divide by zero");
  }

  @Test
  void anInterruptBetweenCallsKeepsTheState() {
    Execution execution =
        startReady(
            session,
            ExecutionRequest.cell(
                "a = np.ones((50, 50))\nprint('ready')\nwhile True: a = (a @ a) / 50"));
    execution.interrupt();
    ExecutionResult result = await(execution);
    assertThat(result.outcome()).isEqualTo(new Outcome.Interrupted());
    assertThat(value(run(session, "a.shape, kept[9]"))).isEqualTo("((50, 50), np.int64(9))");
  }

  @Test
  void aLimitEndsASingleLongCall() {
    ExecutionResult result =
        run(
            session,
            ExecutionRequest.cell("lost = 1\na = np.ones((4000, 4000), 'f2')\na @ a")
                .withLimits(Limits.DEFAULT.with(Limit.WALL_TIME, 1_000)));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
    assertThat(result.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    assertThat(value(run(session, "'lost' in globals(), kept[9]")))
        .isEqualTo("(False, np.int64(9))");
  }

  @Test
  void theMemoryLimitHolds() {
    assertThat(kind(run(session, "np.ones(10**8)"))).isEqualTo(PythonError.Kind.MEMORY);
    assertThat(kind(run(session, "many = []\nwhile True: many.append(np.ones(1000).tolist())")))
        .isEqualTo(PythonError.Kind.MEMORY);
    assertThat(value(run(session, "many = None\nnp.ones(10**5).sum()")))
        .isEqualTo("np.float64(100000.0)");
  }

  private static PythonError.Kind kind(ExecutionResult result) {
    assertThat(result.outcome()).isInstanceOf(Outcome.Raised.class);
    return ((Outcome.Raised) result.outcome()).error().kind();
  }

  @Test
  void aForkHasArraysOfItsOwn() {
    run(session, "big = np.arange(1_250_000)");
    try (Session fork = session.fork(1).getFirst()) {
      run(fork, "big[:] = 0");
      assertThat(value(run(fork, "big.sum()"))).isEqualTo("np.int64(0)");
    }
    assertThat(value(run(session, "big[-1]"))).isEqualTo("np.int64(1249999)");
  }

  @Test
  void aSnapshotGoesOnInAnotherSandbox() throws IOException {
    run(session, "generator = np.random.default_rng(7)\nbefore = generator.random()");
    String next = PackageSandbox.valueElsewhere(session, "generator.random()");
    assertThat(value(session, "generator.random()")).isEqualTo(next);
  }

  @Test
  void preparedSessionsHaveItLinkedAndShareItsMemory() {
    CountingAccount account = new CountingAccount(4L << 30);
    SessionOptions options = PackageSandbox.OPTIONS.withAccount(account);
    Snapshot imported = numpy.imported();
    try (Sandbox.Preparation _ = numpy.sandbox().prepare(imported, 2, account);
        Session first = numpy.sandbox().open(options, imported);
        Session second = numpy.open();
        Session third = numpy.open()) {
      assertThat(value(first, "int(kept.sum())")).isEqualTo("45");
      run(first, "kept += 1");
      run(second, "kept *= 0; x = np.linalg.inv(np.eye(3) * 2)");
      assertThat(value(first, "int(kept.sum())")).isEqualTo("55");
      assertThat(value(second, "int(kept.sum()), float(x[0, 0])")).isEqualTo("(0, 0.5)");
      assertThat(value(third, "int(kept.sum())")).isEqualTo("45");
      run(first, "import os; os.abort()");
      assertThat(value(first, "int(kept.sum())")).isEqualTo("55");
    }
    assertThat(account.held()).isZero();
  }
}
