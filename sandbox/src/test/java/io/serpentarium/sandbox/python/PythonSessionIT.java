package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.open;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.assertKept;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A session on the real python.wasm: what runs, and what is left afterwards. */
@OnEveryEngine
@InWorkersToo
@Timeout(120)
final class PythonSessionIT extends SessionFixture {

  PythonSessionIT(Sandbox sandbox) {
    super(sandbox);
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
        "import subprocess; subprocess.run(['ls']) | FileNotFoundError",
        "import socket; socket.create_connection(('127.0.0.1', 80), 1) | OSError,gaierror",
        "open('/etc/passwd') | FileNotFoundError",
        "open('/lib/python3.13/os.py', 'w') | OSError,PermissionError",
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
  void programLeavesNothingOpenAndNothingUnfinalized() {
    String code =
        """
        import os, sys
        f = open('o.txt', 'w')
        f.write('held')
        class A:
            def __del__(self): print('gone')
        a = A()
        print(open(__file__).readline().strip(), os.listdir('.'))
        """;
    ExecutionResult result = run(session, ExecutionRequest.program(code));
    assertThat(result.stdout()).isEqualTo("import os, sys ['main.py', 'o.txt']\ngone\n");
    assertThat(session.files().read("o.txt")).asString().isEqualTo("held");
    assertThat(value(run(session, "'a' in globals(), __name__"))).isEqualTo("(False, '__main__')");
  }

  @Test
  void programThatDoesNotEndItsFinalizersMeetsItsLimit() {
    String code = "class A:\n  def __del__(self):\n    while True: pass\na = A()";
    Limits limits =
        new Limits(Duration.ofMillis(300), Duration.ofSeconds(5), 96 << 20, 1 << 16, 1 << 20);
    ExecutionResult result = run(session, ExecutionRequest.program(code).withLimits(limits));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
  }

  @Test
  void scriptGoesOnInCells() {
    run(session, ExecutionRequest.script("x = 6\nx").withoutValue());
    assertThat(value(run(session, "x * 7, __file__"))).isEqualTo("(42, '/sandbox/main.py')");
    assertThat(run(session, ExecutionRequest.cell("x").withoutValue()).outcome())
        .isEqualTo(new Outcome.Completed(Optional.empty()));
  }

  @Test
  void devicesAreThere() {
    assertThat(value(run(session, "open('/dev/null', 'w').write('x'), open('/dev/null').read()")))
        .isEqualTo("(1, '')");
    run(session, "import os\nsaved = os.dup(1)\nf = open('o.txt', 'w')\nos.dup2(f.fileno(), 1)");
    assertThat(run(session, "print('in the file')").stdout()).isEmpty();
    String back = "os.dup2(saved, 1)\nprint('seen')\nopen('/dev/stdout', 'w').write('too\\n')";
    assertThat(run(session, back).stdout()).isEqualTo("seen\ntoo\n");
    assertThat(session.files().read("o.txt")).asString().isEqualTo("in the file\n");
    assertThat(run(session, "os.close(1)").outcome()).isInstanceOf(Outcome.Completed.class);
    assertThat(run(session, "print('again')").stdout()).isEqualTo("again\n");
  }

  @Test
  void modesAreKept() {
    run(
        session,
        "import os\nos.close(os.open('f', os.O_CREAT | os.O_WRONLY, 0o600))\nos.mkdir('d')");
    assertThat(value(run(session, "[oct(os.stat(n).st_mode) for n in 'fd']")))
        .isEqualTo("['0o100600', '0o40755']");
    run(session, "os.chmod('f', 0o755)\nos.umask(0o77)\nopen('g', 'w').close()");
    assertThat(value(run(session, "[oct(os.stat(n).st_mode) for n in 'fg']")))
        .isEqualTo("['0o100755', '0o100600']");
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
        .isEqualTo("['dev', 'home', 'lib', 'sandbox', 'tmp']");
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
  void largeFilePassesBothWays() {
    byte[] content = new byte[1_000_000];
    new Random(3).nextBytes(content);
    session.files().write("in.bin", content);
    run(session, "open('out.bin', 'wb').write(open('in.bin', 'rb').read())");
    assertThat(session.files().read("out.bin")).isEqualTo(content);
  }

  @Test
  void moduleWrittenByTheHostCanBeImported() {
    assertThat(raisedName(run(session, "import mymodule"))).isEqualTo("ModuleNotFoundError");
    session.files().write("mymodule.py", bytes("answer = 42"));
    assertThat(value(run(session, "import mymodule; mymodule.answer"))).isEqualTo("42");
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
