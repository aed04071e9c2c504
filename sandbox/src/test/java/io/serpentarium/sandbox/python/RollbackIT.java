package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.assertRolledBack;
import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.Results.wallTime;
import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.open;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Stdin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** After an execution that its instance did not survive, the session is as before it. */
@OnEveryEngine
@InWorkersToo(always = false)
@Timeout(120)
final class RollbackIT {

  private static final String SWALLOWING =
      "while True:\n  try:\n    while True: pass\n  except BaseException: pass\n";

  private final Sandbox sandbox;
  private final Session session;

  RollbackIT(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.session = sandbox.open(SessionOptions.withLimits(wallTime(30_000)));
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void codeThatCannotBeInterruptedIsUndoneAtItsWallTime() {
    prepare();
    ExecutionResult result =
        run(
            session,
            ExecutionRequest.cell("state.append(2)\nsum(range(10 ** 12))")
                .withLimits(wallTime(300)));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
    assertRolledBack(result);
    assertAsPrepared();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10 ** 10 ** 8",
        SWALLOWING,
        "import time\nwhile True:\n  try: time.sleep(9)\n  except BaseException: pass",
        "try:\n  while True: pass\nfinally:\n  while True: pass",
        "import re; re.match('(a+)+$', 'a' * 40 + 'b')",
        "numbers = [n * 7919 % 250_007 for n in range(250_000)] * 40; numbers.sort()",
        "class D:\n  def __del__(self):\n    while True: pass\nvictim = D(); del victim"
      })
  void codeThatIsSlowToStopCostsNoSession(String code) {
    prepare();
    ExecutionResult result = run(session, ExecutionRequest.cell(code).withLimits(wallTime(300)));
    assertThat(result.outcome()).isEqualTo(new Outcome.LimitExceeded(Limit.WALL_TIME));
    assertThat(result.sessionState()).isNotEqualTo(SessionFate.LOST);
    assertAsPrepared();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state.clear(); os.abort()",
        "b = bytearray(150_000_000); b[-1] = 1; os.abort()",
        "for i in range(10_000): state.append(object())\nos.abort()"
      })
  void crashIsUndone(String code) {
    prepare();
    ExecutionResult result = run(session, code);
    assertThat(result.outcome()).isInstanceOf(Outcome.Crashed.class);
    assertRolledBack(result);
    assertAsPrepared();
  }

  @Test
  void processExitIsUndoneAndItsOutputStays() {
    prepare();
    ExecutionResult result = run(session, "state.append(2); print('last'); import os; os._exit(5)");
    assertThat(result.outcome()).isEqualTo(new Outcome.Exited(5));
    assertThat(result.stdout()).isEqualTo("last\n");
    assertRolledBack(result);
    assertAsPrepared();
  }

  @Test
  void memoryThatGrewIsGivenBack() {
    prepare();
    long before = session.memoryBytes();
    ExecutionResult result = run(session, "b = bytearray(200_000_000)\nimport os; os.abort()");
    assertThat(result.usage().peakMemoryBytes()).isGreaterThan(200_000_000);
    assertRolledBack(result);
    assertThat(value(session, "'b' in globals()")).isEqualTo("False");
    assertThat(session.memoryBytes()).isLessThan(before + (4 << 20));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "open('new', 'w').write('x')",
        "os.remove('kept.txt')",
        "os.rename('kept.txt', 'moved.txt')",
        "open('kept.txt', 'w').close()",
        "open('kept.txt', 'a').write('more')",
        "os.truncate('kept.txt', 1)",
        "shutil.rmtree('folder')",
        "os.makedirs('a/b/c'); os.rename('folder', 'a/b/c/d')",
        "handle.write('changed'); handle.flush()",
        "handle.seek(0); handle.close()",
        "os.chdir('folder')"
      })
  void filesAreAsBefore(String change) {
    run(
        session,
        """
        import os, shutil
        open('kept.txt', 'w').write('kept')
        os.mkdir('folder')
        open('folder/inner', 'w').write('inner')
        handle = open('handle.txt', 'w+'); handle.write('abc'); handle.flush(); handle.seek(1)""");
    String look =
        """
        [(d, sorted(s), sorted((f, open(d + '/' + f).read()) for f in fs)) for d, s, fs in sorted(os.walk('/sandbox'))], handle.tell(), handle.read(), handle.seek(1), os.getcwd()""";
    String before = value(session, look);
    assertRolledBack(run(session, change + "\nos._exit(1)"));
    assertThat(value(session, look)).isEqualTo(before);
  }

  @Test
  void outputOfWhatWasUndoneIsNotRepeated() {
    ExecutionResult result = run(session, "print('part', end='')\nimport os; os.abort()");
    assertThat(result.stdout()).isEqualTo("part");
    assertThat(run(session, "print('next')").stdout()).isEqualTo("next\n");
  }

  @Test
  void randomGoesOnAsIfNothingHadBeen() {
    run(session, "import random, os; random.seed(7); random.random()");
    String next = "random.getstate() == kept";
    run(session, "kept = random.getstate()");
    assertRolledBack(run(session, "random.random(); os._exit(0)"));
    assertThat(value(session, next)).isEqualTo("True");
  }

  @Test
  void interruptThatIsSwallowedIsObeyedAfterItsGrace() {
    prepare();
    String code =
        """
        state.append(2)
        import time
        while True:
          try:
            while True:
              try:
                while True: print('ready'); time.sleep(0.01)
              except BaseException: pass
          except BaseException: pass
        """;
    Execution execution = startReady(code);
    execution.interrupt();
    ExecutionResult result = await(execution);
    assertThat(result.outcome()).isEqualTo(new Outcome.Interrupted());
    assertThat(result.usage().wallTime().toMillis()).isGreaterThanOrEqualTo(1_000);
    assertRolledBack(result);
    assertAsPrepared();
  }

  @Test
  void interruptThatIsHandledBeforeTheNextInputIsForgiven() {
    String code =
        """
        try:
          print('ready')
          while True: pass
        except KeyboardInterrupt: pass
        import time
        line = input()
        t = time.monotonic()
        while time.monotonic() < t + 1.5: pass
        line""";
    Execution execution =
        session.execute(ExecutionRequest.cell(code).withStdin(Stdin.open()).withStreaming());
    EventLog events = EventLog.of(execution);
    events.await(OutputEvent.Stdout.class);
    execution.interrupt();
    events.await(OutputEvent.InputRequest.class);
    execution.writeStdin("later\n".getBytes(StandardCharsets.UTF_8));
    assertThat(value(await(execution))).isEqualTo("'later'");
  }

  @Test
  void closingWhileItRunsDoesNotRollBack() {
    Execution execution = startReady("print('ready')\nimport time; time.sleep(3600)");
    session.close();
    assertThat(await(execution).sessionState()).isEqualTo(SessionFate.LOST);
    assertThat(session.state()).isEqualTo(Session.State.CLOSED);
  }

  @Test
  void hundredRollBacksLeaveTheSessionRightAndNothingBehind() throws IOException {
    prepare();
    long mappings = 0;
    for (int i = 0; i < 100; i++) {
      assertRolledBack(run(session, "state.clear(); import os; os._exit(0)"));
      assertThat(value(session, "count = globals().get('count', 0) + 1; count"))
          .isEqualTo(Integer.toString(i + 1));
      if (i == 10) {
        mappings = mappings();
      }
    }
    assertAsPrepared();
    assertThat(mappings()).isLessThan(mappings + 60);
  }

  @Test
  void neighbourIsUntouched() {
    try (Session neighbour = open(sandbox)) {
      run(neighbour, "x = 1");
      assertRolledBack(run(session, "import os; os.abort()"));
      assertThat(value(neighbour, "x")).isEqualTo("1");
    }
  }

  private static long mappings() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.count();
    }
  }

  private void prepare() {
    run(session, "import json, collections, os\nstate = [1]\ndef f(): return state\nd = {'a': f}");
  }

  private void assertAsPrepared() {
    assertThat(session.state()).isEqualTo(Session.State.IDLE);
    assertThat(
            value(session, "f() is state, json.dumps(d['a']()), len(collections.Counter('aab'))"))
        .isEqualTo("(True, '[1]', 2)");
  }

  private Execution startReady(String code) {
    Execution execution = session.execute(ExecutionRequest.cell(code).withStreaming());
    EventLog.of(execution).await(OutputEvent.Stdout.class);
    return execution;
  }
}
