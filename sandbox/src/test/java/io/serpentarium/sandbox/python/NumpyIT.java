package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.memory.CountingAccount;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** numpy: right as on Linux, and held by limits, interrupts and roll-back as all other code. */
final class NumpyIT extends PackageFixture {

  /** Compiling numpy takes seconds, minutes where many do so. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  NumpyIT() {
    super("numpy", "import numpy as np\nimport numpy.random\nkept = np.arange(10)", PATIENCE);
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
        "np.char.str_len(np.array(['ab', 'c'])).tolist() | [2, 1]",
        "np.strings.find(np.array(['abc', 'c'], 'T'), 'c').tolist() | [2, 0]",
        "np.put(z := np.zeros(3), np.array([2]), 5) or z.tolist() | [0.0, 0.0, 5.0]",
        "np.random.RandomState(1).binomial(np.array([5, 60]), .5).tolist() | [2, 32]",
        "setattr(z := np.zeros(2, 'i8'), 'dtype', 'f8') or z.dtype | dtype('float64')",
        "np.float64(2).__copy__() | np.float64(2.0)",
      })
  void computesAsOnLinux(String code, String expected) {
    assertValue(code, expected);
  }

  @Test
  void tellsOfWhatHasNoResult() {
    assertThat(raisedName(run(session, "np.linalg.inv(np.zeros((2, 2)))")))
        .isEqualTo("LinAlgError");
    assertThat(raisedName(run(session, "np.zeros(2) @ np.zeros(3)"))).isEqualTo("ValueError");
    assertThat(run(session, "np.ones(2) / np.zeros(2)").stderr())
        .contains("RuntimeWarning: divide by zero");
  }

  /** A row alone is multiplied by plain loops. */
  @ParameterizedTest
  @ValueSource(strings = {"f", "d", "F", "D"})
  void productsByTilesAreThoseOfPlainLoops(String type) {
    run(
        session,
        """
        def parts(*shape):
            return random.normal(size=shape) * (1j if '%1$s' in 'FD' else 1) + random.normal(size=shape)
        random = np.random.default_rng(1)
        a, b = parts(101, 517).astype('%1$s'), parts(517, 63).astype('%1$s')
        def plain():
            return np.concatenate([row[None] @ b for row in a])
        def tiled():
            yield a @ b
            yield a.dot(b)
            yield np.asfortranarray(a) @ np.asfortranarray(b)
            yield (a[::-1] @ b[:, ::-1])[::-1, ::-1]
            out = np.zeros((126, 202), '%1$s').T[::2, ::2]
            yield np.matmul(a, b, out=out)
        """
            .formatted(type));
    assertValue(
        "expected = plain().tobytes(); [each.tobytes() == expected for each in tiled()]",
        "[True, True, True, True, True]");
    assertValue(
        "a[3, 5] = np.nan; a[4, 6] = b[7, 8] = np.inf; expected = plain();"
            + " [np.array_equal(each, expected, equal_nan=True) for each in tiled()]",
        "[True, True, True, True, True]");
  }

  @Test
  void anInterruptBetweenCallsKeepsTheState() {
    assertInterruptible("a = np.ones((50, 50))\nprint('ready')\nwhile True: a = (a @ a) / 50");
    assertValue("a.shape, kept[9]", "((50, 50), np.int64(9))");
  }

  @Test
  void aLimitEndsASingleLongCall() {
    ExecutionResult result =
        assertTooSlow("lost = 1\na = np.ones((4000, 4000), 'f2')\na @ a", 1_000);
    assertThat(result.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    assertValue("'lost' in globals(), kept[9]", "(False, np.int64(9))");
  }

  @Test
  void aLimitEndsAProductByTiles() {
    assertTooSlow("a = np.ones((3000, 3000), 'f')\na @ a", 1_000);
    assertValue("kept[9]", "np.int64(9)");
  }

  @Test
  void theMemoryLimitHolds() {
    assertTooLarge("np.ones(10**8)");
    assertTooLarge("many = []\nwhile True: many.append(np.ones(1000).tolist())");
    assertValue("many = None\nnp.ones(10**5).sum()", "np.float64(100000.0)");
  }

  @Test
  void aForkHasArraysOfItsOwn() {
    run(session, "big = np.arange(1_250_000)");
    try (Session fork = session.fork(1).getFirst()) {
      run(fork, "big[:] = 0");
      assertThat(value(run(fork, "big.sum()"))).isEqualTo("np.int64(0)");
    }
    assertValue("big[-1]", "np.int64(1249999)");
  }

  @Test
  void eachCopySeedsTheGlobalGeneratorUnlessTheProgramHas() {
    String next = "np.random.rand(), np.random.randn()";
    assertThat(nextOfCopies("np.random.randn()", next)).hasSize(4);
    for (String seeding :
        List.of(
            "np.random.seed(1)",
            "np.random.set_state(np.random.RandomState(1).get_state())",
            "np.random.mtrand._rand.seed(1)",
            "np.random.set_bit_generator(np.random.MT19937(1))")) {
      assertThat(nextOfCopies(seeding, next)).as(seeding).hasSize(1);
    }
    assertThat(
            nextOfCopies(
                "np.random.set_bit_generator(np.random._own._generator); np.random.seed(1);"
                    + " np.random.seed()",
                next))
        .hasSize(4);
    assertValue(
        "np.random.seed(1); np.random.rand(), np.random.get_state()[0], type(np.random.get_bit_generator()).__name__",
        "(0.417022004702574, 'MT19937', 'MT19937')");
    assertValue(
        "import copy, pickle; r = pickle.loads(pickle.dumps(np.random.mtrand._rand)); r.rand() =="
            + " copy.deepcopy(np.random.mtrand._rand).rand() == np.random.rand()",
        "True");
  }

  /** The different values that forks, a restored snapshot and the session itself go on with. */
  private Set<String> nextOfCopies(String before, String next) {
    run(session, before);
    Set<String> values = new HashSet<>();
    List<Session> forks = session.fork(2);
    try (Snapshot snapshot = session.snapshot();
        Session restored = sandbox.open(OPTIONS, snapshot)) {
      forks.forEach(fork -> values.add(value(fork, next)));
      values.add(value(restored, next));
      values.add(value(session, next));
    } finally {
      forks.forEach(Session::close);
    }
    return values;
  }

  @Test
  void aSnapshotGoesOnInAnotherSandbox() throws IOException {
    run(session, "generator = np.random.default_rng(7)\nbefore = generator.random()");
    assertSameElsewhere("generator.random()");
  }

  @Test
  void preparedSessionsHaveItLinkedAndShareItsMemory() {
    CountingAccount account = new CountingAccount(4L << 30);
    SessionOptions options = OPTIONS.withAccount(account);
    try (Sandbox.Preparation _ = sandbox.prepare(imported, 2, account);
        Session first = sandbox.open(options, imported);
        Session second = another();
        Session third = another()) {
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
