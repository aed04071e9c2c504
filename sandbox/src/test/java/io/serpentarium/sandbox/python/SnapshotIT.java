package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.await;
import static io.serpentarium.sandbox.python.SandboxExtension.open;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.HistoryExceededException;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionBusyException;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.SnapshotException;
import io.serpentarium.sandbox.SnapshotException.Reason;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.sandbox.snapshot.MemoryImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a snapshot brings back, in the same session, in another one, and through bytes. */
@OnEveryEngine
@InWorkersToo(always = false)
@Timeout(120)
final class SnapshotIT extends SessionFixture {

  SnapshotIT(Sandbox sandbox) {
    super(sandbox);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x = [1, {'a': (2, 3)}] | x | [1, {'a': (2, 3)}]",
        "import json, collections | json.dumps(collections.Counter('aab')) | '{\"a\": 2, \"b\": 1}'",
        "def f(n): return n * 2 | [f(i) for i in range(3)] | [0, 2, 4]",
        "g = (i for i in range(9)); next(g) | next(g) | 1",
        "open('a.txt', 'w').write('kept') | open('a.txt').read() | 'kept'",
        "f = open('b', 'w+'); f.write('abc'); f.seek(1) | f.tell(), f.read(), f.write('d') | (1, 'bc', 1)",
        "f = open('c', 'w+'); f.write('gone'); f.seek(0); os.remove('c') | f.read(), os.path.exists('c') | ('gone', False)",
        "os.makedirs('d/e/f'); open('d/e/g', 'w').write('h') | [(d, sorted(s), f) for d, s, f in os.walk('d')] | [('d', ['e'], []), ('d/e', ['f'], ['g']), ('d/e/f', [], [])]",
        "os.symlink('a', 'l'); os.mkdir('m'); os.chdir('m') | os.readlink('../l'), os.getcwd() | ('a', '/sandbox/m')",
        "b = bytes(range(256)) * 40000 | len(b), b[-1], hash(b) == hash(bytes(range(256)) * 40000) | (10240000, 255, True)"
      })
  void bringsBack(String prepare, String look, String expected) throws IOException {
    run(session, "import os\n" + prepare);
    Snapshot snapshot = session.snapshot();
    try (Session other = restored(snapshot);
        Session imported = restored(throughBytes(snapshot))) {
      assertThat(value(session, look)).isEqualTo(expected);
      assertThat(value(other, look)).isEqualTo(expected);
      assertThat(value(imported, look)).isEqualTo(expected);
    }
    session.restore(snapshot);
    assertThat(value(session, look)).isEqualTo(expected);
  }

  @Test
  void takesAwayWhatCameLater() {
    run(session, "x = 1\nopen('early', 'w').close()");
    Snapshot snapshot = session.snapshot();
    run(session, "import os\nx = 2\ny = 3\nopen('late', 'w').close()\nos.remove('early')");
    run(session, "big = bytearray(50_000_000)");
    session.restore(snapshot);
    assertThat(value(session, "import os; x, 'y' in globals(), os.listdir()"))
        .isEqualTo("(1, False, ['early'])");
    assertThat(session.memoryBytes()).isLessThan(40_000_000);
    assertThat(session.files().list()).extracting("path").containsExactly("early");
  }

  @Test
  void isNotChangedByTheSessionsThatUseIt() {
    run(session, "x = [1]\nopen('f', 'w').write('first')");
    Snapshot snapshot = session.snapshot();
    for (int i = 0; i < 3; i++) {
      session.restore(snapshot);
      assertThat(value(session, "x, open('f').read()")).isEqualTo("([1], 'first')");
      run(session, "x.append(2)\nopen('f', 'w').write('changed')");
    }
  }

  @Test
  void filesObjectOfASessionSeesTheRestoredFiles() {
    var files = session.files();
    Snapshot empty = session.snapshot();
    run(session, "open('f', 'w').close()");
    assertThat(files.list()).hasSize(1);
    session.restore(empty);
    assertThat(files.list()).isEmpty();
  }

  @Test
  void randomGoesOnWhereTheProgramSeededIt() {
    run(session, "import random; random.seed(1)");
    Snapshot snapshot = session.snapshot();
    String next = value(session, "random.random()");
    session.restore(snapshot);
    assertThat(value(session, "random.random()")).isEqualTo(next);
  }

  @Test
  void randomIsSeededAnew() {
    run(session, "import random");
    Snapshot snapshot = session.snapshot();
    String code = "random.random()";
    String next = value(session, code);
    session.restore(snapshot);
    String afterwards = value(session, code);
    session.restore(snapshot);
    assertThat(value(session, code)).isNotEqualTo(afterwards).isNotEqualTo(next);
  }

  @Test
  void clocksGoOn() throws IOException {
    run(session, "import time; mono, real = time.monotonic(), time.time()");
    Snapshot snapshot = session.snapshot();
    try (Session imported = restored(throughBytes(snapshot))) {
      String code = "time.monotonic() > mono, time.time() > real";
      assertThat(value(imported, code)).isEqualTo("(True, True)");
    }
  }

  @Test
  void monotonicClockGoesOnInASandboxThatStartedLater() throws IOException {
    run(session, "import time; time.sleep(0.2); mono = time.monotonic()");
    Snapshot snapshot = throughBytes(session.snapshot());
    try (PythonSandbox later = SandboxExtension.start(0);
        Session imported =
            later.open(
                SessionOptions.withLimits(Limits.DEFAULT),
                later.importSnapshot(new ByteArrayInputStream(exported(snapshot))))) {
      assertThat(value(imported, "time.monotonic() > mono")).isEqualTo("True");
    }
  }

  @Test
  void ofAnotherSandboxWithTheSamePythonIsTaken() {
    assumeThat(sandbox).isInstanceOf(PythonSandbox.class);
    run(session, "x = 'here'");
    Snapshot snapshot = session.snapshot();
    try (PythonSandbox other = SandboxExtension.start(0);
        Session there = other.open(SessionOptions.withLimits(Limits.DEFAULT), snapshot)) {
      assertThat(value(there, "x")).isEqualTo("'here'");
    }
  }

  @Test
  void ofAnotherEngineIsTaken() throws IOException {
    try (PythonSandbox other = SandboxExtension.start(0);
        Session there = open(other)) {
      run(there, "import json\nx = {'a': [1]}\nf = open('f', 'w+'); f.write('abc'); f.seek(1)");
      try (Session here = restored(throughBytes(there.snapshot()))) {
        assertThat(value(here, "json.dumps(x), f.read()")).isEqualTo("('{\"a\": [1]}', 'bc')");
      }
    }
  }

  @Test
  void isRefusedWhileTheSessionIsBusy() {
    Snapshot snapshot = session.snapshot();
    Execution execution = session.execute(ExecutionRequest.cell("input()").withStdin(Stdin.open()));
    assertThatThrownBy(session::snapshot).isInstanceOf(SessionBusyException.class);
    assertThatThrownBy(() -> session.fork(1)).isInstanceOf(SessionBusyException.class);
    assertThatThrownBy(() -> session.restore(snapshot)).isInstanceOf(SessionBusyException.class);
    assertThatThrownBy(session::hibernate).isInstanceOf(SessionBusyException.class);
    execution.endStdin();
    await(execution);
  }

  @Test
  void knowsItsSizeAndTime() {
    Instant before = Instant.now();
    run(session, "data = bytes(range(256)) * 4096");
    Snapshot snapshot = session.snapshot();
    assertThat(snapshot.sizeBytes()).isBetween(1L << 20, 4L << 20);
    assertThat(snapshot.createdAt()).isBetween(before, Instant.now());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pass", "time.sleep(3600)", "__import__('os').abort()"})
  void programThatKeepsItFromBeingSeededIsRefusedAndLeavesTheSession(String body) {
    run(
        session,
        "import random, time\ndef loop(*a):\n  while True: " + body + "\nrandom.isinstance = loop");
    Snapshot hostile = session.snapshot();
    assertThatThrownBy(() -> session.restore(hostile))
        .isInstanceOfSatisfying(
            SnapshotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNUSABLE));
    assertThat(value(session, "1 + 1")).isEqualTo("2");
    try (Session other = open(sandbox)) {
      run(other, "x = 5; f = open('f', 'w+'); f.write('kept'); f.seek(2)");
      assertThatThrownBy(() -> other.restore(hostile)).isInstanceOf(SnapshotException.class);
      assertThat(value(other, "x, f.read(), 'random' in globals()")).isEqualTo("(5, 'pt', False)");
    }
    int open = sandbox.statistics().sessions();
    assertThatThrownBy(() -> session.fork(2)).isInstanceOf(SnapshotException.class);
    assertThat(sandbox.statistics().sessions()).isEqualTo(open);
  }

  @Test
  void undoTakesBackExecutions() {
    try (Session undoable =
        sandbox.open(SessionOptions.withLimits(Limits.DEFAULT).withHistory(3))) {
      for (int i = 0; i < 5; i++) {
        run(undoable, "x = %d; open('f', 'w').write('%d')".formatted(i, i));
      }
      assertThatThrownBy(() -> undoable.undo(4)).isInstanceOf(HistoryExceededException.class);
      undoable.undo(2);
      assertThat(undoable.files().read("f")).asString().isEqualTo("2");
      undoable.undo(1);
      assertThat(value(undoable, "x, open('f').read()")).isEqualTo("(1, '1')");
      undoable.undo(1);
      assertThatThrownBy(() -> undoable.undo(1)).isInstanceOf(HistoryExceededException.class);
      assertThat(value(undoable, "x")).isEqualTo("1");
    }
  }

  @Test
  void undoDoesNotCountWhatWasRolledBack() {
    try (Session undoable =
        sandbox.open(SessionOptions.withLimits(Limits.DEFAULT).withHistory(5))) {
      run(undoable, "x = 1");
      run(undoable, "x = 2");
      run(undoable, "x = 3; import os; os.abort()");
      undoable.undo(1);
      assertThat(value(undoable, "x")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x['b'] = [object() for _ in range(999)]; del x['a']; import fractions",
        "def f(n): return n and f(n - 1)\nf(500)",
        "data = bytes(30_000_000)",
        "data = [bytearray(b'x' * 4096) for _ in range(3000)]"
      })
  void undoLeavesEveryByteAsItWas(String code) {
    assumeThat(sandbox).isInstanceOf(PythonSandbox.class);
    try (Session undoable =
        sandbox.open(SessionOptions.withLimits(Limits.DEFAULT).withHistory(1))) {
      run(undoable, "x = {'a': 'kept'}; import json");
      byte[] before = memoryOf(undoable);
      assertThat(run(undoable, code).outcome()).isInstanceOf(Outcome.Completed.class);
      assertThat(memoryOf(undoable)).isNotEqualTo(before);
      undoable.undo(1);
      assertThat(memoryOf(undoable)).isEqualTo(before);
    }
  }

  /** The pages that differ from a new instance's, where they lie. */
  private static byte[] memoryOf(Session session) {
    MemoryImage image = ((PythonSnapshot) session.snapshot()).state().memory();
    byte[] memory = new byte[Math.toIntExact(image.memoryBytes())];
    image.writeTo(MemorySegment.ofArray(memory));
    return memory;
  }

  @Test
  void undoGivesTheSameRandomNumbersAgain() {
    try (Session undoable =
        sandbox.open(SessionOptions.withLimits(Limits.DEFAULT).withHistory(1))) {
      run(undoable, "import random");
      String first = value(undoable, "random.random()");
      undoable.undo(1);
      assertThat(value(undoable, "random.random()")).isEqualTo(first);
    }
  }

  @Test
  void limitsOfTheNewSessionHold() {
    run(session, "open('f', 'wb').write(b'x' * 100_000)");
    SessionOptions tight = SessionOptions.withLimits(limits(session.memoryBytes(), 100_000));
    try (Session other = sandbox.open(tight, session.snapshot())) {
      assertThat(value(other, "len(open('f', 'rb').read())")).isEqualTo("100000");
      assertThat(run(other, "open('g', 'wb', 0).write(b'x')").outcome())
          .isInstanceOf(Outcome.Raised.class);
    }
  }

  @Test
  void aSessionTakesNoSnapshotThatIsLargerThanItMayBe() {
    run(session, "open('f', 'wb').write(b'x' * 100_000)");
    Snapshot snapshot = session.snapshot();
    assertTooLarge(limits(128 << 20, 99_999), snapshot);
    assertTooLarge(limits(session.memoryBytes() - 1, 100_000), snapshot);
    SessionOptions small = SessionOptions.withLimits(limits(128 << 20, 99_999));
    try (Session other = sandbox.open(small)) {
      run(other, "kept = 1");
      assertThatThrownBy(() -> other.restore(snapshot))
          .isInstanceOfSatisfying(
              SnapshotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
      assertThat(value(other, "kept")).isEqualTo("1");
    }
  }

  private void assertTooLarge(Limits limits, Snapshot snapshot) {
    assertThatThrownBy(() -> sandbox.open(SessionOptions.withLimits(limits), snapshot))
        .isInstanceOfSatisfying(
            SnapshotException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  private static Limits limits(long memoryBytes, long diskBytes) {
    return new Limits(
        Limits.DEFAULT.wallTime(), Limits.DEFAULT.cpuTime(), memoryBytes, 1 << 20, diskBytes);
  }

  private Session restored(Snapshot snapshot) {
    return sandbox.open(SessionOptions.withLimits(Limits.DEFAULT), snapshot);
  }

  private Snapshot throughBytes(Snapshot snapshot) throws IOException {
    return sandbox.importSnapshot(new ByteArrayInputStream(exported(snapshot)));
  }

  private static byte[] exported(Snapshot snapshot) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    snapshot.export(bytes);
    return bytes.toByteArray();
  }
}
