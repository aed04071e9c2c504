package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.open;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.Execution.StdinOutcome;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Stdin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session on the real python.wasm: what runs, what stops, and what is left afterwards. */
@ExtendWith(SandboxExtension.class)
@Timeout(120)
final class PythonSessionIT {

  private static final String READY = "print('ready')\n";

  private final Sandbox sandbox;
  private final Session session;

  PythonSessionIT(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.session = open(sandbox);
  }

  @BeforeEach
  void isIdle() {
    assertThat(session.state()).isEqualTo(Session.State.IDLE);
  }

  @AfterEach
  void close() {
    session.close();
    assertThat(session.state()).isEqualTo(Session.State.CLOSED);
  }

  @Test
  void isCPythonWithItsCompressionModules() {
    ExecutionResult result = run(session, "import sys, zlib, bz2, lzma; sys.version");
    assertThat(value(result)).startsWith("'3.13.15 ").contains("Clang");
    String roundTrip =
        "[m.decompress(m.compress(b'x' * 999)) == b'x' * 999 for m in (zlib, bz2, lzma)]";
    assertThat(value(run(session, roundTrip))).isEqualTo("[True, True, True]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 + 1 | 2",
        "'é€😀' | 'é€😀'",
        "x = 5; x * 2 | 10",
        "[i for i in range(3)] | [0, 1, 2]",
        "import math; math.pi | 3.141592653589793"
      })
  void lastExpressionIsTheResult(String code, String expected) {
    assertThat(value(run(session, code))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "None", "x = 1", "1; y = 2", "# nothing", "def f(): return 1"})
  void otherEndingsHaveNoResult(String code) {
    assertThat(run(session, code).outcome()).isEqualTo(new Outcome.Completed(Optional.empty()));
  }

  @Test
  void stateIsKeptFromExecutionToExecution() {
    run(session, "import json\nclass A:\n  n = 1\ndef f(): return A.n");
    run(session, "A.n += 41");
    assertThat(value(run(session, "json.dumps(f())"))).isEqualTo("'42'");
  }

  @Test
  void bothStreamsAreCaptured() {
    ExecutionResult result =
        run(session, "import sys\nprint('out', end='')\nprint('err', file=sys.stderr)");
    assertThat(result.stdout()).isEqualTo("out");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThat(result.usage().outputBytes()).isEqualTo(7);
  }

  @Test
  void exceptionIsAValueWithItsTraceback() {
    ExecutionResult result = run(session, "def f():\n  return 1 / 0\nf()");
    assertThat(result.outcome())
        .isInstanceOfSatisfying(
            Outcome.Raised.class,
            raised -> {
              assertThat(raised.error().name()).isEqualTo("ZeroDivisionError");
              assertThat(raised.error().message()).isEqualTo("division by zero");
              assertThat(raised.error().traceback())
                  .startsWith("Traceback (most recent call last):\n")
                  .contains("in f")
                  .contains("return 1 / 0")
                  .endsWith("ZeroDivisionError: division by zero\n");
            });
    assertThat(result.stderr()).isEmpty();
    assertKept(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "if | SyntaxError",
        "raise ValueError('x') | ValueError",
        "raise KeyboardInterrupt | KeyboardInterrupt",
        "def f(): f()~f() | RecursionError",
        "eval('(' * 5000) | SyntaxError,MemoryError,RecursionError",
        "import json; json.loads('[' * 100000) | RecursionError",
        "x = []~for i in range(100000): x = [x]~repr(x) | RecursionError",
        "b'x' * (1 << 40) | OverflowError,MemoryError",
        "import threading; threading.Thread(target=print).start() | RuntimeError",
        "import subprocess; subprocess.run(['ls']) | OSError",
        "import socket; socket.create_connection(('127.0.0.1', 80), 1) | OSError,gaierror",
        "open('/etc/passwd') | FileNotFoundError",
        "open('/lib/python3.13/os.pyc', 'w') | OSError,PermissionError",
        "import os; os.listdir('/etc') | FileNotFoundError"
      })
  void failureRaisesPythonsOwnException(String code, String names) {
    ExecutionResult result = run(session, code.replace('~', '\n'));
    assertThat(raisedName(result)).isIn((Object[]) names.split(","));
    assertThat(value(run(session, "'alive'"))).isEqualTo("'alive'");
  }

  @ParameterizedTest
  @CsvSource({"sys.exit(), 0", "sys.exit(3), 3", "sys.exit('bye'), 1", "raise SystemExit(7), 7"})
  void exitKeepsTheSession(String code, int exitCode) {
    run(session, "import sys; kept = 1");
    ExecutionResult result = run(session, code);
    assertThat(result.outcome()).isEqualTo(new Outcome.Exited(exitCode));
    assertKept(result);
    assertThat(value(run(session, "kept"))).isEqualTo("1");
  }

  @Test
  void abortCrashesTheExecutionAndNothingElse() {
    try (Session neighbour = open(sandbox)) {
      run(neighbour, "x = 1");
      ExecutionResult result = run(session, "import os; os.abort()");
      assertThat(result.outcome()).isInstanceOf(Outcome.Crashed.class);
      assertThat(result.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
      assertThat(value(run(neighbour, "x"))).isEqualTo("1");
    }
  }

  @Test
  void programRunsItsAtexitCallbacksAndSeesItsArguments() {
    String code =
        "import atexit, sys\natexit.register(print, 'bye')\nprint(sys.argv[1:], __name__)\n1 + 1";
    ExecutionResult result =
        run(session, ExecutionRequest.program(code).withArguments(List.of("a", "b c")));
    assertThat(result.stdout()).isEqualTo("['a', 'b c'] __main__\nbye\n");
    assertThat(value(result)).isEqualTo("2");
  }

  @Test
  void sessionsDoNotSeeEachOther() {
    try (Session other = open(sandbox)) {
      run(session, "secret = 42\nopen('f.txt', 'w').write('mine')");
      assertThat(raisedName(run(other, "secret"))).isEqualTo("NameError");
      assertThat(raisedName(run(other, "open('f.txt')"))).isEqualTo("FileNotFoundError");
    }
  }

  @Test
  void nothingOfTheHostIsVisible() {
    assertThat(value(run(session, "import os; sorted(os.listdir('/'))")))
        .isEqualTo("['lib', 'sandbox', 'tmp']");
    assertThat(value(run(session, "os.getcwd()"))).isEqualTo("'/sandbox'");
    assertThat(value(run(session, "sorted(os.environ)")))
        .doesNotContain("PATH")
        .doesNotContain("JAVA")
        .doesNotContain("USER");
  }

  @Test
  void randomDiffersFromSessionToSession() {
    try (Session other = open(sandbox)) {
      String code = "import random, os; (random.random(), os.urandom(8))";
      assertThat(value(run(session, code))).isNotEqualTo(value(run(other, code)));
    }
  }

  @Test
  void fixedStdinEndsInEndOfFile() {
    ExecutionRequest request =
        ExecutionRequest.cell("[input('a'), input()]").withStdin(Stdin.text("x\ny\nleft\n"));
    assertThat(value(run(session, request))).isEqualTo("['x', 'y']");
    assertThat(raisedName(run(session, "input()"))).isEqualTo("EOFError");
    ExecutionRequest next = ExecutionRequest.cell("input()").withStdin(Stdin.text("new"));
    assertThat(value(run(session, next))).isEqualTo("'new'");
  }

  @Test
  void openStdinWaitsForWhatIsFed() {
    Execution execution =
        session.execute(
            ExecutionRequest.cell("[input('? ') for i in range(2)]").withStdin(Stdin.open()));
    assertThat(execution.writeStdin(bytes("one\ntw"))).isEqualTo(StdinOutcome.ACCEPTED);
    assertThat(execution.writeStdin(bytes("o\n"))).isEqualTo(StdinOutcome.ACCEPTED);
    assertThat(value(await(execution))).isEqualTo("['one', 'two']");
    assertThat(execution.writeStdin(bytes("late"))).isEqualTo(StdinOutcome.CLOSED);
  }

  @Test
  void endOfStdinWakesTheReader() {
    Execution execution =
        session.execute(
            ExecutionRequest.cell("import sys; sys.stdin.read()").withStdin(Stdin.open()));
    execution.writeStdin(bytes("ab"));
    assertThat(execution.endStdin()).isEqualTo(StdinOutcome.ACCEPTED);
    assertThat(value(await(execution))).isEqualTo("'ab'");
  }

  @Test
  void interruptOfALoopKeepsTheState() {
    Execution execution =
        startReady(
            ExecutionRequest.cell("s = 0\nwhile True:\n  s += 1\n  if s == 1000: print('ready')"));
    assertThat(execution.interrupt()).isTrue();
    ExecutionResult result = await(execution);
    assertThat(result.outcome()).isEqualTo(new Outcome.Interrupted());
    assertKept(result);
    assertThat(execution.interrupt()).isFalse();
    assertThat(Long.parseLong(value(run(session, "s")))).isGreaterThanOrEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import time; time.sleep(3600)",
        "input()",
        "import sys; sys.stdin.read()",
        "import select, sys; select.select([sys.stdin], [], [], 3600)",
        "list(map(__import__('time').sleep, [3600] * 9))"
      })
  void interruptEndsAWait(String code) {
    Execution execution =
        startReady(ExecutionRequest.cell("kept = 1\n" + READY + code).withStdin(Stdin.open()));
    execution.interrupt();
    ExecutionResult result = await(execution);
    assertThat(result.outcome()).isEqualTo(new Outcome.Interrupted());
    assertThat(result.usage().cpuTime()).isLessThan(Duration.ofSeconds(2));
    assertThat(value(run(session, "kept"))).isEqualTo("1");
  }

  @Test
  void interruptIsKeyboardInterruptThatCodeMayHandle() {
    String code =
        "import time\ntry:\n  print('ready')\n  time.sleep(3600)\n"
            + "except KeyboardInterrupt:\n  caught = 1\ncaught";
    Execution execution = startReady(ExecutionRequest.cell(code));
    execution.interrupt();
    assertThat(value(await(execution))).isEqualTo("1");
  }

  @Test
  void interruptIsNeverCarriedIntoTheNextExecution() {
    for (int i = 0; i < 200; i++) {
      Execution execution = session.execute(ExecutionRequest.cell("pass"));
      execution.interrupt();
      await(execution);
      assertThat(value(run(session, "1 + 1"))).isEqualTo("2");
    }
  }

  @Test
  void secondExecutionIsRefusedWhileOneRuns() {
    Execution execution = session.execute(ExecutionRequest.cell("input()").withStdin(Stdin.open()));
    assertThatThrownBy(() -> session.execute(ExecutionRequest.cell("1")))
        .isInstanceOf(SessionBusyException.class);
    assertThat(session.state()).isEqualTo(Session.State.BUSY);
    execution.endStdin();
    assertThat(raisedName(await(execution))).isEqualTo("EOFError");
  }

  @Test
  void closingABusySessionStopsIt() {
    Execution execution =
        startReady(ExecutionRequest.cell(READY + "import time; time.sleep(3600)"));
    session.close();
    assertThat(await(execution).outcome()).isInstanceOf(Outcome.Crashed.class);
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
    assertKept(result);
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

  @Test
  void filesPassBothWays() {
    assertThat(session.files().write("data/in.txt", bytes("hello"))).isTrue();
    assertThat(value(run(session, "open('data/in.txt').read()"))).isEqualTo("'hello'");
    run(session, "open('out.bin', 'wb').write(bytes(range(256)))");
    assertThat(session.files().read("out.bin")).hasSize(256);
    assertThat(session.files().list())
        .extracting("path")
        .contains("data", "data/in.txt", "out.bin");
  }

  @Test
  void moduleWrittenByTheHostCanBeImported() {
    assertThat(raisedName(run(session, "import mymodule"))).isEqualTo("ModuleNotFoundError");
    session.files().write("mymodule.py", bytes("answer = 42"));
    assertThat(value(run(session, "import mymodule; mymodule.answer"))).isEqualTo("42");
  }

  @Test
  void sleepIsReal() {
    ExecutionResult result =
        run(session, "import time; t = time.monotonic(); time.sleep(0.5); time.monotonic() - t");
    assertThat(Double.parseDouble(value(result))).isBetween(0.5, 5.0);
    assertThat(result.usage().cpuTime()).isLessThan(Duration.ofMillis(400));
  }

  @Test
  void hundredSessionsLiveAtOnce() {
    List<Session> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        sessions.add(open(sandbox));
        run(sessions.get(i), "x = " + i);
      }
      List<Execution> executions =
          sessions.stream().map(s -> s.execute(ExecutionRequest.cell("x * 2"))).toList();
      for (int i = 0; i < 100; i++) {
        assertThat(value(await(executions.get(i)))).isEqualTo(Integer.toString(i * 2));
      }
    } finally {
      sessions.forEach(Session::close);
    }
  }

  /** Starts code that prints a first line, and returns when it has. */
  private Execution startReady(ExecutionRequest request) {
    Execution execution = session.execute(request.withStreaming());
    CountDownLatch ready = new CountDownLatch(1);
    execution.output().subscribe(new FirstEvent(ready));
    try {
      assertThat(ready.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return execution;
  }

  record FirstEvent(CountDownLatch latch) implements Flow.Subscriber<OutputEvent> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(OutputEvent event) {
      latch.countDown();
    }

    @Override
    public void onError(Throwable throwable) {
      throw new AssertionError(throwable);
    }

    @Override
    public void onComplete() {}
  }

  private static void assertKept(ExecutionResult result) {
    assertThat(result.sessionState()).isEqualTo(SessionFate.KEPT);
  }

  private static String value(ExecutionResult result) {
    assertThat(result.outcome()).isInstanceOf(Outcome.Completed.class);
    return ((Outcome.Completed) result.outcome()).result().orElse("");
  }

  private static String raisedName(ExecutionResult result) {
    assertThat(result.outcome()).isInstanceOf(Outcome.Raised.class);
    return ((Outcome.Raised) result.outcome()).error().name();
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
