package io.serpentarium.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.MetLimit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngine;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.FieldSource;

/** The limits that a program meets inside Python: just below one and just above. */
@ParameterizedClass
@FieldSource("io.serpentarium.sandbox.engine.TestEngines#ALL")
@TestInstance(Lifecycle.PER_CLASS)
final class LimitsIT {

  private static final long MEBIBYTE = 1 << 20;
  private static final long MEMORY = 64 * MEBIBYTE;
  private static final int OUTPUT = 1000;
  private static final int OPEN_FILES = 256;
  private static final int INODES = 10_000;

  /** The standard streams and the root directory. */
  private static final int ALWAYS_OPEN = 4;

  private static final Limits LIMITS =
      new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), MEMORY, OUTPUT, 4L << 30);

  @Parameter private TestEngine engine;
  private Sandbox sandbox;
  private Session session;

  @BeforeParameterizedClassInvocation
  void start() {
    sandbox = HostileSandbox.start(engine);
  }

  @BeforeEach
  void open() {
    session = sandbox.open(SessionOptions.withLimits(LIMITS));
  }

  @AfterEach
  void closeSession() {
    session.close();
  }

  @AfterParameterizedClassInvocation
  void closeSandbox() {
    sandbox.close();
  }

  @Test
  void memoryIsUsableUpToItsLimitAndNoFurther() {
    long left = MEMORY - session.memoryBytes();
    assertValue("len(bytearray(%d))".formatted(left - 2 * MEBIBYTE), left - 2 * MEBIBYTE);
    assertRaised("bytearray(%d)".formatted(left + MEBIBYTE), "MemoryError", MetLimit.MEMORY);
    assertThat(session.memoryBytes()).isLessThanOrEqualTo(MEMORY);
    assertAlive();
  }

  @Test
  void outputOfBothStreamsTogetherIsLimited() {
    String fill =
        "import sys\nprint('o' * 399)\nsys.stderr.write('e' * %d)\nNone".formatted(OUTPUT - 400);
    ExecutionResult whole = Attack.execute(session, fill);
    assertThat(whole.outcome()).isEqualTo(new Outcome.Completed(Optional.empty()));
    assertThat(whole.usage().outputBytes()).isEqualTo(OUTPUT);
    ExecutionResult cut = Attack.execute(session, fill + "\nprint('x')");
    assertThat(cut.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.OUTPUT));
    assertThat(cut.usage().outputBytes()).isEqualTo(OUTPUT);
    assertThat(cut.stdoutTruncated()).isTrue();
    assertThat(cut.limitsMet()).containsExactly(MetLimit.OUTPUT);
    assertAlive();
  }

  @Test
  void programThatIgnoresItsOutputLimitIsEnded() {
    String code = "while True:\n  try: print('x' * 100)\n  except BaseException: pass";
    ExecutionResult result = Attack.execute(session, code);
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.OUTPUT));
    assertThat(result.usage().wallTime()).isLessThan(LIMITS.wallTime().dividedBy(2));
  }

  @Test
  void openFilesAreLimitedByEmfile() {
    int files = OPEN_FILES - ALWAYS_OPEN;
    assertValue("held = [open(f'/tmp/{i}', 'w') for i in range(%d)]; len(held)", files);
    assertErrno("open('/tmp/more', 'w')", "EMFILE", MetLimit.OPEN_FILES);
    assertValue("held.pop().close(); open('/tmp/more', 'w').write('four')", 4);
    assertErrno(
        "import os; [os.open('/', os.O_RDONLY) for _ in range(2)]", "EMFILE", MetLimit.OPEN_FILES);
    assertAlive();
  }

  @Test
  void namesOfFilesAreLimitedByEdquot() {
    assertValue(
        """
        import os
        open('/tmp/0', 'w').close()
        os.link('/tmp/0', '/tmp/1')
        for i in range(2, %d): os.symlink('x', f'/tmp/{i}')
        len(os.listdir('/tmp'))
        """,
        INODES);
    assertErrno("open('/tmp/more', 'w')", "EDQUOT", MetLimit.INODES);
    assertErrno("os.mkdir('/tmp/more')", "EDQUOT", MetLimit.INODES);
    assertErrno("os.link('/tmp/0', '/tmp/more')", "EDQUOT", MetLimit.INODES);
    assertValue("os.unlink('/tmp/1'); open('/tmp/more', 'w').write('four')", 4);
    assertAlive();
  }

  @Test
  void bytesOfFilesAreLimitedByEdquot() {
    Limits small = new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1), MEMORY, OUTPUT, 5000);
    session.close();
    session = sandbox.open(SessionOptions.withLimits(small));
    assertValue("open('full', 'wb').write(b'x' * %d)", 5000);
    assertErrno("open('more', 'wb', buffering=0).write(b'x')", "EDQUOT", MetLimit.DISK);
    assertValue("import os; os.unlink('full'); open('more', 'wb').write(b'four')", 4);
  }

  @Test
  void oneFileIsLimitedByEfbig() {
    assertValue("open('big', 'wb').truncate(%d)", 1L << 32);
    assertErrno("open('big', 'wb').truncate((1 << 32) + 1)", "EFBIG");
    assertErrno("f = open('big', 'ab'); f.truncate(1 << 32); f.write(b'x'); f.flush()", "EFBIG");
    assertAlive();
  }

  @Test
  void namesAndPathsAreLimitedByEnametoolong() {
    assertValue("open('n' * 255, 'w').write('four')", 4);
    assertErrno("open('n' * 256, 'w')", "ENAMETOOLONG");
    assertErrno("open('é' * 128, 'w')", "ENAMETOOLONG");
    assertErrno("open('/sandbox/' + './' * 2100 + 'f', 'w')", "ENAMETOOLONG");
    assertAlive();
  }

  @Test
  void recursionIsLimitedByRecursionError() {
    Attack.execute(session, "def f(n): return 0 if n == 0 else 1 + f(n - 1)");
    assertValue("f(%d)", 900);
    assertRaised("f(1100)", "RecursionError", MetLimit.RECURSION);
    assertAlive();
  }

  @Test
  void exceptionsThatTheProgramCatchesAreCounted() {
    assertMet("try: bytearray(%d)\nexcept MemoryError: pass".formatted(MEMORY), MetLimit.MEMORY);
    String recursion =
        """
        import sys
        def forever(): return forever()
        def caught():
            try: forever()
            except RecursionError: pass
        """;
    assertMet(recursion);
    assertMet("caught()", MetLimit.RECURSION);
    assertMet("sys.setrecursionlimit(50); caught()", MetLimit.RECURSION);
    assertMet(
        "caught()\ntry: 'x' * %d\nexcept MemoryError: pass".formatted(MEMORY),
        MetLimit.MEMORY,
        MetLimit.RECURSION);
    assertAlive();
  }

  @Test
  void codeThatDoesNotFitMetTheMemoryLimit() {
    assertRaised(
        "'%s'".formatted("x".repeat(Math.toIntExact(MEMORY))), "MemoryError", MetLimit.MEMORY);
    assertAlive();
  }

  @Test
  void exceptionsThatTheProgramRaisesItselfAreNotCounted() {
    assertMet("try: raise MemoryError\nexcept MemoryError: pass");
    assertMet("try: raise RecursionError('deep')\nexcept RecursionError: pass");
    ExecutionResult raised = Attack.execute(session, "raise MemoryError");
    assertThat(raised.outcome()).isInstanceOf(Outcome.Raised.class);
    assertThat(raised.limitsMet()).isEmpty();
    assertAlive();
  }

  @Test
  void programOfALimitCaughtBeforeItWasEndedMetBoth() {
    String code =
        "try: bytearray(%d)\nexcept MemoryError: pass\nwhile True: print('x' * 100)"
            .formatted(MEMORY);
    ExecutionResult result = Attack.execute(session, code);
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.OUTPUT));
    assertThat(result.limitsMet()).containsExactlyInAnyOrder(MetLimit.MEMORY, MetLimit.OUTPUT);
  }

  @Test
  void cpuTimeIsLimitedAndWaitingIsFree() {
    Limits brief =
        new Limits(Duration.ofMinutes(1), Duration.ofMillis(300), MEMORY, OUTPUT, MEBIBYTE);
    try (Session other = sandbox.open(SessionOptions.withLimits(brief))) {
      Outcome rested = Attack.execute(other, "import time; time.sleep(0.5); 'rested'").outcome();
      assertThat(rested).isEqualTo(new Outcome.Completed(Optional.of("'rested'")));
      ExecutionResult worked = Attack.execute(other, "while True: pass");
      assertThat(worked.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.CPU_TIME));
      assertThat(worked.limitsMet()).containsExactly(MetLimit.CPU_TIME);
    }
  }

  /** Runs code, its own {@code %d} replaced by the value that it must have. */
  private void assertValue(String code, long value) {
    ExecutionResult result = Attack.execute(session, code.replace("%d", Long.toString(value)));
    assertThat(result.outcome())
        .isEqualTo(new Outcome.Completed(Optional.of(Long.toString(value))));
    assertThat(result.limitsMet()).isEmpty();
  }

  private void assertRaised(String code, String name, MetLimit limit) {
    ExecutionResult result = Attack.execute(session, code);
    assertThat(result.limitsMet()).containsExactly(limit);
    assertThat(result.sessionState()).isEqualTo(SessionFate.KEPT);
    assertThat(result.outcome())
        .isInstanceOfSatisfying(
            Outcome.Raised.class, raised -> assertThat(raised.error().name()).isEqualTo(name));
  }

  private void assertMet(String code, MetLimit... limits) {
    ExecutionResult result = Attack.execute(session, code);
    assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(result.limitsMet()).containsExactlyInAnyOrder(limits);
  }

  private void assertErrno(String code, String errno, MetLimit... limits) {
    String guarded =
        """
        import errno
        try:
            %s
        except OSError as e:
            answer = errno.errorcode[e.errno]
        answer
        """
            .formatted(code);
    ExecutionResult result = Attack.execute(session, guarded);
    assertThat(result.outcome()).isEqualTo(new Outcome.Completed(Optional.of("'" + errno + "'")));
    assertThat(result.limitsMet()).containsExactly(limits);
  }

  private void assertAlive() {
    assertValue("len('alive')", 5);
  }
}
