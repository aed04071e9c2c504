package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.assertKept;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pipes that a program has with itself, and signals that it sends to itself. */
@OnEveryEngine
@Timeout(120)
final class PipesIT extends SessionFixture {

  private static final String PRELUDE =
      """
      import errno, io, os, select, signal, stat, subprocess, sys
      def failure(body, *arguments):
          try:
              return body(*arguments)
          except BaseException as raised:
              return f'{type(raised).__name__} {errno.errorcode.get(getattr(raised, "errno", None))}'
      def pipe(text=b'', flags=0):
          global r, w
          r, w = os.pipe2(flags)
          if text:
              os.write(w, text)
      def status(*code, **options):
          return subprocess.run(['python3', '-c', *code], **options).returncode
      rung = []
      def ring(number, frame):
          rung.append(number)
      """;

  PipesIT(Sandbox sandbox) {
    super(sandbox);
    run(session, PRELUDE);
  }

  private String result(String code) {
    return value(run(session, code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          pipe(b'abc'); os.read(r, 2), os.read(r, 9)                                    | (b'ab', b'c')
          pipe(b'abc'); os.close(w); os.read(r, 9), os.read(r, 9)                       | (b'abc', b'')
          pipe(); failure(os.read, r, 1)                                                | 'OSError EDEADLOCK'
          pipe(flags=os.O_NONBLOCK); failure(os.read, r, 1)                             | 'BlockingIOError EAGAIN'
          pipe(); os.set_blocking(r, False); os.get_blocking(r), os.get_blocking(w), failure(os.read, r, 1) | (False, True, 'BlockingIOError EAGAIN')
          pipe(); os.write(w, bytes(99_999)), failure(os.write, w, b'x')                | (65536, 'OSError EDEADLOCK')
          pipe(flags=os.O_NONBLOCK); os.write(w, bytes(65_000)), failure(os.write, w, bytes(4096)), os.write(w, bytes(4097)) | (65000, 'BlockingIOError EAGAIN', 536)
          pipe(); os.close(r); failure(os.write, w, b'x')                               | 'BrokenPipeError EPIPE'
          pipe(); failure(os.read, w, 1), failure(os.write, r, b'x')                    | ('OSError EBADF', 'OSError EBADF')
          pipe(); failure(os.lseek, r, 0, 1), failure(os.lseek, w, 5, 0), failure(os.pread, r, 1, 0) | ('OSError ESPIPE', 'OSError ESPIPE', 'OSError ESPIPE')
          pipe(); s = os.fstat(r); stat.S_ISFIFO(s.st_mode), s.st_ino == os.fstat(w).st_ino, os.isatty(r) | (True, True, False)
          pipe(b'a'); d = os.dup(w); os.close(w); os.write(d, b'b'); os.close(d); os.read(r, 9), os.read(r, 9) | (b'ab', b'')
          pipe(); d = os.dup(r); os.close(r); os.write(w, b'c'); os.dup2(d, 0); os.close(d); x = os.read(0, 9); os.close(0); x, failure(os.write, w, b'd') | (b'c', 'BrokenPipeError EPIPE')
          pipe(b'ab'); open(f'/dev/fd/{r}', 'rb', buffering=0).read(1), os.read(r, 1)   | (b'a', b'b')
          failure(os.pipe2, os.O_APPEND), failure(os.pipe2, 'x')                        | ('OSError EINVAL', 'TypeError None')
          pipe(); f = os.fdopen(w, 'w'); print('line', file=f); f.close(); os.fdopen(r).readlines() | ['line\\n']
          pipe(); f = os.fdopen(r, 'rb'); os.write(w, b'1\\n2'); f.readline(), f.seekable(), failure(f.readline) | (b'1\\n', False, 'OSError EDEADLOCK')
          pipe(); n = sum(os.write(w, bytes(range(256)) * 150) - len(os.read(r, 40_000)) for _ in range(9)); os.write(w, b'x'); n, os.read(r, 9) | (0, b'x')
          pipe(); select.select([r], [w], [], 0) == ([], [w], []), os.write(w, bytes(62_000)), select.select([r], [w], [], 5) == ([r], [], []) | (True, 62000, True)
          pipe(); failure(select.select, [r], [], [])                                   | 'OSError EDEADLOCK'
          pipe(); os.close(w); select.select([r], [], [], 9) == ([r], [], [])           | True
          pipe(); saved = os.dup(1); _ = os.dup2(w, 1); print('to the pipe', flush=True); _ = os.dup2(saved, 1); os.read(r, 99) | b'to the pipe\\n'
          pipe(b'given'); _ = failure(os.close, w); status('print(input())', stdin=r, stdout=subprocess.DEVNULL), failure(os.read, r, 9) | (0, b'')
          pipe(); status('import sys; print(1, flush=True); print(2, file=sys.stderr)', stdout=w, stderr=w), os.read(r, 9) | (0, b'1\\n2\\n')
          pipe(b'in\\n'); p, q = os.pipe(); status('print(input()[::-1])', stdin=r, stdout=q), os.read(p, 9), os.listdir('/tmp') | (0, b'ni\\n', [])
          """)
  void pipesAreThoseOfLinux(String code, String expected) {

    assertThat(result(code)).isEqualTo(result(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          os.kill(os.getpid(), 0)                                                       | None
          signal.signal(signal.SIGUSR1, ring) and None; os.kill(os.getpid(), signal.SIGUSR1); rung | [10]
          signal.signal(signal.SIGTERM, ring) and None; os.kill(0, 15); signal.raise_signal(15); rung | [15, 15]
          signal.signal(signal.SIGTERM, signal.SIG_IGN) and None; os.kill(os.getpid(), 15) | None
          failure(os.kill, os.getpid(), signal.SIGINT)                                  | 'KeyboardInterrupt None'
          failure(os.kill, 1, 15), failure(os.kill, 1, 0), failure(os.kill, 99_999, 15), failure(os.kill, -99_999, 0) | ('PermissionError EPERM', 'PermissionError EPERM', 'ProcessLookupError ESRCH', 'ProcessLookupError ESRCH')
          failure(os.kill, os.getpid(), 65), failure(os.kill, os.getpid(), -1), failure(os.kill, 'x', 1) | ('OSError EINVAL', 'OSError EINVAL', 'TypeError None')
          failure(os.kill, os.getpid(), signal.SIGSTOP)                                 | 'OSError ENOTSUP'
          [os.kill(os.getpid(), each) for each in (signal.SIGCHLD, signal.SIGCONT, signal.SIGWINCH)] | [None, None, None]
          failure(signal.signal, signal.SIGKILL, ring)                                  | 'OSError EINVAL'
          'kill' in os.__all__, os.kill.__module__, os.pipe.__doc__.splitlines()[0]     | (True, 'posix', 'Create a pipe.')
          status('import os; os.kill(os.getpid(), 15)'), status('import os, signal; os.kill(os.getpid(), signal.SIGKILL)') | (-15, -9)
          status('import os, signal; signal.raise_signal(signal.SIGHUP)'), status('import signal; signal.signal(2, signal.SIG_DFL); signal.raise_signal(2)') | (-1, -2)
          status('import signal; signal.raise_signal(64)'), status('import sys; sys.exit(143)')   | (-64, 143)
          status('import os, signal; signal.signal(13, signal.SIG_DFL); r, w = os.pipe(); os.close(r); os.write(w, b"x")') | -13
          os.system('python3 -c "import os; os.kill(os.getpid(), 15)"')                 | 15
          r, w = os.pipe(); os.set_blocking(w, False); signal.set_wakeup_fd(w); signal.signal(10, ring) and None; os.kill(os.getpid(), 10); signal.set_wakeup_fd(-1) == w, os.read(r, 9) | (True, b'\\n')
          """)
  void signalsAreThoseOfLinux(String code, String expected) {

    assertThat(result(code)).isEqualTo(result(expected));
  }

  @Test
  void aReadOfAnEmptyPipeWaitsForATimerOnly() {
    run(
        session,
        """
        pipe()
        signal.signal(signal.SIGALRM, lambda number, frame: os.write(w, b'late'))
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        read = os.read(r, 9)
        _ = signal.signal(signal.SIGALRM, lambda number, frame: 1 / 0)
        _ = signal.setitimer(signal.ITIMER_REAL, 0.05)
        """);
    assertThat(result("read, failure(os.read, r, 9)")).isEqualTo("(b'late', 'OSError EDEADLOCK')");
    assertThat(
            result(
                "_ = signal.setitimer(signal.ITIMER_REAL, 0.05); failure(select.select, [r], [], [])"))
        .isEqualTo("'ZeroDivisionError None'");
  }

  @Test
  void aSignalEndsTheProgramAsAShellTellsIt() {
    ExecutionResult result =
        run(
            session,
            ExecutionRequest.program(
                "import os\nprint('before', end='')\nos.kill(os.getpid(), 15)\nprint('after')"));
    assertThat(result.outcome()).isEqualTo(new Outcome.Exited(143));
    assertThat(result.stdout()).isEqualTo("before");
    ExecutionResult cell = run(session, "os.kill(os.getpid(), 9)");
    assertThat(cell.outcome()).isEqualTo(new Outcome.Exited(137));
    assertThat(cell.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
  }

  @Test
  void rollBackTakesPipesBack() {
    run(session, "pipe(b'kept')");
    assertThat(run(session, "os.read(r, 9); os.close(w); os.pipe(); os._exit(0)").sessionState())
        .isEqualTo(SessionFate.ROLLED_BACK);
    assertThat(result("os.write(w, b'+'), os.read(r, 9)")).isEqualTo("(1, b'kept+')");
  }

  @Test
  void snapshotsForksAndHibernationKeepPipes() {
    run(session, "pipe(b'kept'); d = os.dup(w)");
    Snapshot snapshot = session.snapshot();
    try (Session fork = session.fork(1).getFirst()) {
      assertThat(value(run(fork, "os.write(w, b'1'), os.read(r, 9), failure(os.read, r, 9)")))
          .isEqualTo("(1, b'kept1', 'OSError EDEADLOCK')");
      assertThat(value(run(fork, "os.close(w); os.close(d); os.read(r, 9)"))).isEqualTo("b''");
    }
    assertThat(result("os.write(w, b'2'), os.read(r, 9)")).isEqualTo("(1, b'kept2')");
    run(session, "os.write(w, b'3')");
    session.hibernate();
    assertThat(result("os.read(r, 9)")).isEqualTo("b'3'");
    session.restore(snapshot);
    assertThat(result("os.read(r, 9), failure(os.read, r, 9)"))
        .isEqualTo("(b'kept', 'OSError EDEADLOCK')");
    snapshot.close();
  }

  @Test
  void pipesCountAsDescriptorsAndAsMemory() {
    Limits limits = Limits.DEFAULT.with(Limit.MEMORY, 64L << 20);
    ExecutionResult result =
        run(
            session,
            ExecutionRequest.cell(
                    """
                    made = []
                    try:
                        while True: made.append(os.pipe())
                    except OSError as error:
                        why = errno.errorcode[error.errno]
                    count = len(made)
                    for each in made: os.close(each[0]), os.close(each[1])
                    pipe(b'again')
                    why in ('EMFILE', 'ENOMEM'), count > 50, os.read(r, 9)
                    """)
                .withLimits(limits));
    assertThat(value(result)).isEqualTo("(True, True, b'again')");
    assertKept(result);
  }
}
