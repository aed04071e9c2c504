package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.assertKept;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.FileBytes;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.memory.CountingAccount;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that a program starts with {@code subprocess}. */
@OnEveryEngine
@Timeout(120)
final class SubprocessIT extends SessionFixture {

  private static final String PRELUDE =
      """
      import os, sys, subprocess
      from subprocess import PIPE, STDOUT, DEVNULL, Popen
      def out(*words, **options):
          done = subprocess.run(['python3', *words], capture_output=True, text=True, **options)
          return done.returncode, done.stdout, done.stderr
      def failure(body):
          try:
              body()
          except Exception as raised:
              return f'{type(raised).__name__} {raised}'
      def lay(name, text):
          with open(name, 'w') as file:
              file.write(text)
          os.chmod(name, 0o755)
      """;

  SubprocessIT(Sandbox sandbox) {
    super(sandbox);
    run(session, PRELUDE);
  }

  private String result(String code) {
    return value(run(session, code));
  }

  private void assertTrue(String condition) {
    assertThat(result(condition)).as(condition).isEqualTo("True");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          out('-c', 'import sys; print(sys.argv)', 'a', 'b c', '')                | (0, "['-c', 'a', 'b c', '']\\n", '')
          out('-uBI', '-O', '-W', 'ignore', '-c', 'assert 0; print(1)')           | (0, '1\\n', '')
          out('-c', 'import sys; sys.exit(7)')                                    | (7, '', '')
          out('-c', 'import sys; sys.exit("bad")')                                | (1, '', 'bad\\n')
          out('-c', 'import os; os._exit(9)')                                     | (9, '', '')
          out('-c', 'import os; os.abort()')[0]                                   | -6
          out('-c', 'raise KeyboardInterrupt')[0]                                 | -2
          out('-c', 'import atexit; atexit.register(print, "end"); print("begin")') | (0, 'begin\\nend\\n', '')
          out('-m', 'json.tool', '--compact', input='{"a": [1]}')                 | (0, '{"a":[1]}\\n', '')
          out('-m', 'nothing.of.that.name')[0]                                    | 1
          out('-', 'x', input='import sys; print(sys.argv)')                      | (0, "['-', 'x']\\n", '')
          out(input='print(__name__)')                                            | (0, '__main__\\n', '')
          out('-V')                                                               | (0, f'Python {sys.version.split()[0]}\\n', '')
          out('nothing.py')                                                       | (2, '', "python3: can't open file '/sandbox/nothing.py': [Errno 2] No such file or directory\\n")
          out('-y')[0]                                                            | 2
          out('-c')[0]                                                            | 2
          out('-c', '"é" == sys.argv')[0]                                         | 1
          subprocess.check_output([sys.executable, '-c', 'print(6*7)'])           | b'42\\n'
          subprocess.check_output(['/usr/bin/env', 'A=1', 'python3', '-c', 'import os; print(os.environ["A"])']) | b'1\\n'
          subprocess.check_output('python3.13', input=b'print(1)')                | b'1\\n'
          subprocess.call(['python', '-c', 'exit(3)'])                            | 3
          subprocess.getstatusoutput('python3 -c "print(1); exit(2)"')            | (2, '1')
          subprocess.getoutput("A='b c' python3 -c 'import os; print(os.environ[\\"A\\"])'") | 'b c'
          os.popen('python3 -c "print(5)"').read()                                | '5\\n'
          os.system('python3 -c "exit(3)"'), os.system('A=1')                     | (768, 0)
          os.system(f'{sys.executable} -c "import os; os.abort()"')               | 6
          os.path.isfile(sys.executable)                                          | True
          subprocess.getstatusoutput('python3 < python3')                         | (2, '/bin/sh: 1: cannot open python3: No such file')
          subprocess.getstatusoutput('python3 nothing.py')                        | (2, "python3: can't open file '/sandbox/nothing.py': [Errno 2] No such file or directory")
          subprocess.getstatusoutput('python3 -V > .')                            | (2, '/bin/sh: 1: cannot create .: Is a directory')
          subprocess.getstatusoutput('python3 -V < /tmp')                         | (2, '/bin/sh: 1: cannot open /tmp: Is a directory')
          subprocess.getstatusoutput('python3 -V > no/x')                         | (2, '/bin/sh: 1: cannot create no/x: Directory nonexistent')
          subprocess.getstatusoutput('> /lib/x')                                  | (2, '/bin/sh: 1: cannot create /lib/x: Read-only file system')
          subprocess.getstatusoutput('/sandbox')                                  | (126, '/bin/sh: 1: /sandbox: Permission denied')
          """)
  void runsCommandLinesOfPython(String code, String expected) {

    assertThat(result(code)).isEqualTo(result(expected));
  }

  @Test
  void aFileIsAFreshProgramWithItsOwnTraceback() {
    run(
        session,
        "lay('x.py', 'import sys\\nprint(__name__, __file__, sys.argv, sys.path[0])\\n1/0\\n')");
    assertThat(result("code, text, errors = out('x.py', '-v'); (code, text)"))
        .isEqualTo("(1, \"__main__ /sandbox/x.py ['x.py', '-v'] /sandbox\\n\")");
    assertThat(run(session, "print(errors, end='')").stdout())
        .isEqualTo(
            """
            Traceback (most recent call last):
              File "/sandbox/x.py", line 3, in <module>
                1/0
                ~^~
            ZeroDivisionError: division by zero
            """);
    run(session, "lay('main.py', 'x = (\\n')");
    assertThat(result("out('main.py')[2].splitlines()[0]"))
        .isEqualTo("'  File \"/sandbox/main.py\", line 1'");
  }

  @Test
  void seesTheFilesTheFolderAndTheEnvironmentOfItsParent() {
    run(
        session,
        "os.mkdir('d'); lay('d/m.py', 'value = 5'); os.environ['OWN'] = 'x'; os.environ.pop('HOME', None)");
    assertThat(
            result(
                "out('-c', 'import m, os; print(m.value, os.getcwd(), os.environ[\"OWN\"], \"HOME\" in"
                    + " os.environ); open(\"new\", \"w\").write(\"made\")', cwd='d')"))
        .isEqualTo("(0, '5 /sandbox/d x False\\n', '')");
    assertTrue("open('d/new').read() == 'made'");
    assertTrue(
        "out('-c', 'import os; print(dict(os.environ))', env={'A': 'b'})[1] == \"{'A': 'b'}\\n\"");
    assertTrue("out('-c', 'import m', env={'PYTHONPATH': 'd'})[0] == 0");
    assertTrue("failure(lambda: out('-V', cwd='none')).startswith('FileNotFoundError')");
    assertTrue("failure(lambda: out('-V', env={'A=': 'b'})).startswith('ValueError')");
    assertTrue("os.listdir('/tmp') == []");
  }

  @Test
  void inheritsTheStreamsInTheirOrder() {
    ExecutionResult result =
        run(
            session,
            ExecutionRequest.program(
                    """
                    import subprocess, sys
                    print('first', end=' ')
                    print(input(), end=' ')
                    subprocess.run(['python3', '-c', 'print(input(), end=" ")'])
                    subprocess.run(['python3', '-c', 'import sys; print("error", file=sys.stderr)'])
                    subprocess.run(['python3', '-c', 'print("merged")'], stdout=sys.stderr)
                    print('last')
                    """)
                .withStdin(new Stdin.Text("one\n")));
    assertThat(result.stdout()).isEqualTo("first one last\n");
    assertThat(result.stderr()).contains("EOFError").contains("error\nmerged\n");
  }

  @Test
  void waitsForInputThatItsParentIsGiven() {
    Execution execution =
        session.execute(
            ExecutionRequest.cell(
                    "print('?', flush=True)\n"
                        + "subprocess.check_output(['python3', '-c', 'print(input()[::-1])'])")
                .withStdin(new Stdin.Open()));
    execution.writeStdin("abc\n".getBytes(StandardCharsets.UTF_8));
    assertThat(value(await(execution))).isEqualTo("b'cba\\n'");
  }

  @Test
  void redirectsToPipesFilesAndNothing() {
    run(session, "both = 'import sys; print(1, flush=True); print(2, file=sys.stderr); print(3)'");
    assertTrue(
        "subprocess.run(['python3', '-c', both], stdout=PIPE, stderr=STDOUT).stdout == b'1\\n2\\n3\\n'");
    assertTrue(
        "subprocess.run(['python3', '-c', both], stdout=DEVNULL, stderr=PIPE).stderr == b'2\\n'");
    run(
        session,
        """
        with open('log', 'w') as file:
            file.write('0\\n'); file.flush()
            subprocess.run(['python3', '-c', both], stdout=file, stderr=file)
            file.write('4\\n')
        with open('in', 'w') as file:
            file.write('text')
        """);
    assertTrue("open('log').read() == '0\\n1\\n2\\n3\\n4\\n'");
    assertTrue(
        "subprocess.check_output(['python3', '-c', 'print(input())'], stdin=open('in')) == b'text\\n'");
    assertTrue("subprocess.call(['python3', '-c', 'input()'], stdin=DEVNULL, stderr=DEVNULL) == 1");
    assertTrue(
        "len(subprocess.check_output(['python3', '-c', 'print(\"x\" * 3_000_000)'])) == 3_000_001");
    assertThat(
            run(session, "_ = subprocess.call('python3 -c \"print(7)\" > o 2>&1; ', shell=True)")
                .outcome())
        .isInstanceOf(Outcome.Raised.class);
    assertTrue(
        "subprocess.call('python3 -c \"print(open(0).read())\" <in >o 2>&1', shell=True) == 0");
    assertTrue("open('o').read() == 'text\\n'");
  }

  @Test
  void popenIsDrivenStepByStep() {
    run(
        session,
        """
        p = Popen(['python3', '-c', 'print(input(), input())'], stdin=PIPE, stdout=PIPE, text=True)
        p.stdin.write('a\\n'); p.stdin.flush()
        """);
    assertTrue("p.poll() is None and p.pid > os.getpid()");
    assertThat(result("failure(p.stdout.read)")).contains("close its standard input");
    assertTrue(
        "p.communicate('b\\n') == ('a b\\n', None) and p.returncode == p.wait() == p.poll() == 0");
    assertTrue("Popen(['python3', '-c', 'exit(4)']).poll() == 4");
    run(
        session,
        "with Popen(['python3', '-c', 'print(1); print(2)'], stdout=PIPE) as p: lines = list(p.stdout)");
    assertTrue("lines == [b'1\\n', b'2\\n'] and p.returncode == 0");
    run(session, "p = Popen(['python3', '-c', 'open(\"ran\", \"w\")'])\np.kill()");
    assertTrue("p.wait() == -9 and not os.path.exists('ran')");
    run(session, "p = Popen(['python3', '-c', 'pass'])\np.terminate()");
    assertTrue("p.returncode == -15");
    run(session, "Popen(['python3', '-c', 'open(\"dropped\", \"w\")']) and None");
    assertTrue("os.path.exists('dropped')");
    run(
        session,
        """
        first = Popen(['python3', '-c', 'print("piped")'], stdout=PIPE)
        second = Popen(['python3', '-c', 'print(input().upper())'], stdin=first.stdout, stdout=PIPE)
        first.stdout.close()
        """);
    assertTrue("second.communicate()[0] == b'PIPED\\n' and first.wait() == 0");
    assertTrue("Popen(['python3', '-c', 'print(8)'], stdout=PIPE).stdout.read() == b'8\\n'");
  }

  @Test
  void tellsFailuresAsSubprocessDoes() {
    assertThat(result("failure(lambda: subprocess.run(['python3', '-c', 'exit(3)'], check=True))"))
        .contains("CalledProcessError", "non-zero exit status 3");
    assertThat(result("failure(lambda: subprocess.run(['ls']))"))
        .isEqualTo("\"FileNotFoundError [Errno 2] No such file or directory: 'ls'\"");
    assertThat(result("failure(lambda: subprocess.run('python3 -V'))"))
        .contains("FileNotFoundError");
    assertThat(result("failure(lambda: subprocess.getstatusoutput('ls -l'))"))
        .contains("OSError", "other programs than Python", "'ls'");
    assertThat(result("failure(lambda: os.popen('id'))")).contains("other programs than Python");
    assertThat(result("failure(lambda: os.system('env A=1 ls'))"))
        .contains("other programs than Python", "'ls'");
    run(session, "lay('p', '#!/usr/bin/env perl')");
    assertThat(result("failure(lambda: os.system('./p'))"))
        .contains("other programs than Python", "'perl'");
    assertThat(result("failure(lambda: subprocess.run('python3 -V | cat', shell=True))"))
        .contains("OSError", "wasi has no shell");
    assertThat(result("failure(lambda: subprocess.run(['python3'], preexec_fn=print))"))
        .contains("OSError", "preexec_fn");
    run(
        session,
        "lay('s', '#!/usr/bin/env python3\\nimport sys; print(sys.argv)'); lay('t', 'text')");
    assertTrue("subprocess.check_output(['./s', 'a']) == b\"['/sandbox/./s', 'a']\\n\"");
    assertThat(result("failure(lambda: subprocess.run(['./t']))")).contains("Exec format error");
    assertThat(result("os.chmod('t', 0o644); failure(lambda: subprocess.run(['./t']))"))
        .contains("PermissionError");
    assertThat(result("failure(lambda: subprocess.run(['python3', '-c', 'x' * 70_000]))"))
        .contains("Argument list too long");
    assertThat(result("failure(lambda: subprocess.run(['python3', '\\0']))")).contains("null byte");
  }

  @Test
  void aTimeOutKillsAndGivesTheOutputSoFar() {
    ExecutionResult result =
        run(
            session,
            """
            try:
                subprocess.run(['python3', '-c', 'print(1, flush=True)\\nwhile True: pass'],
                    stdout=PIPE, timeout=0.2)
            except subprocess.TimeoutExpired as expired:
                seen = expired.timeout, expired.stdout
            p = Popen(['python3', '-c', 'import time; time.sleep(60)'])
            try:
                p.wait(0.05)
            except subprocess.TimeoutExpired:
                p.kill()
            seen, p.wait()
            """);
    assertThat(value(result)).isEqualTo("((0.2, b'1\\n'), -9)");
    assertKept(result);
  }

  @Test
  void theCpuTimeOfAChildCountsAsTheParents() {
    ExecutionResult result =
        run(
            session,
            """
            work = 'import time\\nwhile time.process_time() < 0.05: pass'
            subprocess.run(['python3', '-c', work]).returncode
            """);
    assertThat(value(result)).isEqualTo("0");
    assertThat(result.usage().cpuTime()).isGreaterThan(Duration.ofMillis(50));
  }

  @Test
  void limitsComeOutOfTheParents() {
    run(
        session,
        "loop = ['python3', '-c', 'while True: pass']\nsleep = ['python3', '-c', 'import time; time.sleep(99)']");
    assertLimit(Limit.CPU_TIME, 300, "while True: subprocess.run(loop, stderr=DEVNULL)");
    assertLimit(Limit.WALL_TIME, 300, "while True: subprocess.run(sleep, stderr=DEVNULL)");
    assertLimit(
        Limit.OUTPUT,
        5_000,
        "while True: subprocess.run(['python3', '-c', 'while 1: print(\"x\" * 999)'], stderr=DEVNULL)");
    assertThat(result("1 + 1")).isEqualTo("2");
  }

  private void assertLimit(Limit limit, long value, String code) {
    Limits limits = Limits.DEFAULT.with(limit, value);
    ExecutionResult result = run(session, ExecutionRequest.cell(code).withLimits(limits));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(limit));
  }

  @Test
  void aChildIsHeldToMemoryAndDisk() {
    assertThat(result("out('-c', 'x = bytes(200_000_000)')[2].splitlines()[-1]"))
        .isEqualTo("'MemoryError'");
    assertThat(
            run(
                    session,
                    "_ = subprocess.run(['python3', '-c', 'open(\"b\", \"wb\").write(bytes(90_000_000))'])")
                .stderr())
        .contains("OSError: [Errno 122]");
    run(session, "os.remove('b')");
    assertThat(
            result(
                "subprocess.run(['python3', '-c', 'while 1: print(\"x\" * 99_999)'], stdout=PIPE, stderr=DEVNULL).returncode"))
        .isEqualTo("-25");
  }

  @Test
  void anInterruptEndsTheChildAndKeepsTheSession() {
    run(session, "x = 5");
    Execution execution =
        Sessions.startReady(
            session,
            ExecutionRequest.cell(
                "subprocess.run(['python3', '-c', 'print(1, flush=True)\\nwhile True: pass'])"));
    assertThat(execution.interrupt()).isTrue();
    ExecutionResult result = await(execution);
    assertThat(result.outcome()).isEqualTo(new Outcome.Interrupted());
    assertKept(result);
    assertThat(result("x")).isEqualTo("5");
  }

  @Test
  void aClosedSessionEndsTheChild() {
    Session closed = SandboxExtension.open(sandbox);
    Execution execution =
        Sessions.startReady(
            closed,
            ExecutionRequest.cell(
                "import subprocess; subprocess.run(['python3', '-c', 'print(1, flush=True)\\nwhile True: pass'])"));
    closed.close();
    assertThat(await(execution).outcome()).isInstanceOf(Outcome.Crashed.class);
  }

  @Test
  void rollBackTakesTheFilesOfAChildBack() {
    run(session, "lay('kept', 'before')");
    ExecutionResult result =
        run(
            session,
            "subprocess.run(['python3', '-c', 'open(\"kept\", \"w\").write(\"after\");"
                + " open(\"new\", \"w\")'])\nos.abort()");
    assertThat(result.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    assertTrue("open('kept').read() == 'before' and not os.path.exists('new')");
    run(session, ExecutionRequest.cell("out('-c', 'open(\"new\", \"w\")')").withoutTrace());
    assertTrue("not os.path.exists('new')");
  }

  @Test
  void nestingAndNumberAreBounded() {
    run(
        session,
        "lay('nest.py', 'import subprocess\\nprint(1, flush=True)\\nsubprocess.run([\"python3\", \"nest.py\"])')");
    assertThat(
            result(
                "code, text, errors = out('nest.py'); (text.count('1'), errors.count('too many child processes'))"))
        .isEqualTo("(%d, 1)".formatted(ChildProcesses.MOST_NESTED));
    run(
        session,
        "lay('bomb.py', 'import subprocess\\nwhile True: subprocess.Popen([\"python3\", \"bomb.py\"]).poll()')");
    try (Session other = SandboxExtension.open(sandbox)) {
      Execution bomb =
          session.execute(
              ExecutionRequest.cell(
                      "while True: subprocess.run(['python3', 'bomb.py'], stderr=DEVNULL)")
                  .withLimits(Limits.DEFAULT.with(Limit.CPU_TIME, 1_000)));
      assertThat(value(run(other, "sum(range(1000))"))).isEqualTo("499500");
      ExecutionResult result = await(bomb);
      assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.CPU_TIME));
    }
  }

  @Test
  void memoryIsAcquiredBeforeAChildRuns() {
    CountingAccount account = new CountingAccount(1L << 40);
    try (Session paying =
        sandbox.open(SessionOptions.withLimits(Limits.DEFAULT).withAccount(account))) {
      run(paying, PRELUDE);
      assertThat(value(run(paying, "out('-c', 'print(1)')"))).isEqualTo("(0, '1\\n', '')");
      long held = account.held();
      account.setLimit(held + 200_000_000);
      assertThat(value(run(paying, "failure(lambda: out('-c', 'pass'))")))
          .isEqualTo("'OSError [Errno 12] no memory is left for a child process'");
      account.setLimit(1L << 40);
      assertThat(value(run(paying, "out('-c', 'print(2)')[1]"))).isEqualTo("'2\\n'");
    }
    assertThat(account.held()).isZero();
  }

  @Test
  void whatIsNoRequestIsRefusedAndNothingRuns() {
    run(
        session,
        """
        def ask(data):
            device = os.open('/dev/process', os.O_RDWR)
            try:
                os.write(device, data)
                return os.read(device, 8)
            except OSError as refused:
                return refused.errno
            finally:
                os.close(device)
        def request(stdin=0, stdout=1, stderr=2, time=-1, words=b'/sandbox\\0000\\0-V\\0', magic=b'run1'):
            numbers = b''.join((each & 0xffffffff).to_bytes(4, 'little') for each in (stdin, stdout, stderr))
            return magic + numbers + time.to_bytes(8, 'little', signed=True) + words
        """);
    assertTrue("ask(request()) == bytes(8)");
    assertTrue(
        "all(ask(data) == 22 for data in (b'x', b'run1', bytes(24), request()[:23], request(magic=b'run2'), bytes(99_999)))");
    assertTrue(
        "all(ask(request(**{name: number})) == 9 for name in ('stdin', 'stdout', 'stderr') for number in (3, 77, -1, -2**31))");
    assertTrue("ask(request(stdin=1)) == ask(request(stdout=0)) == 9");
    run(
        session,
        """
        import random
        ends = set()
        for _ in range(30):
            words = random.randbytes(random.randrange(200))
            answer = ask(request(stdin=os.open('/dev/null', 0), stdout=os.open('/dev/null', 1), stderr=os.open('/dev/null', 1), time=2**62, words=words))
            os.closerange(4, 20)
            ends.add(answer[:4])
        """);
    assertTrue("ends == {bytes(4)}");
    assertTrue("os.read(os.open('/dev/process', os.O_RDWR), 8) == b''");
    session.hibernate();
    assertTrue("ask(request()) == bytes(8)");
    assertTrue("out('-c', 'print(3)')[1] == '3\\n'");
  }

  @Test
  void oneExecutionAtATimeIsEnoughForAChild() {
    try (PythonSandbox small =
            SandboxExtension.start(
                SandboxExtension.options().withPoolSize(0).withMaxExecutions(1).withCpuPermits(1));
        Session alone = SandboxExtension.open(small)) {
      String nested =
          "out('-c', 'import subprocess; subprocess.run([\"python3\"])')[2].splitlines()[-1]";
      assertThat(value(run(alone, PRELUDE + "out('-c', 'print(1)')[1], " + nested)))
          .startsWith("('1\\n', ")
          .contains("no child process can be started at this time");
    }
  }

  @Test
  void filesOfTheHostAreSeen() {
    session
        .files()
        .write("host.py", FileBytes.of("print('host')".getBytes(StandardCharsets.UTF_8)));
    assertThat(result("out('host.py')[1]")).isEqualTo("'host\\n'");
    run(session, "out('-c', 'open(\"back\", \"w\").write(\"b\")')");
    assertThat(session.files().open("back").size()).isOne();
  }
}
