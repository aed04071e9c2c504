package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The standard library: what is there, and how what cannot be there says so. */
@ExtendWith(SandboxExtension.class)
final class StandardLibraryIT extends SessionFixture {

  private static final Path TABLE = Path.of("..", "zig", "MODULES.md");
  private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");
  private static final Limits LIMITS =
      new Limits(Duration.ofMinutes(5), Duration.ofMinutes(1), 256L << 20, 1 << 20, 1 << 20);

  StandardLibraryIT(Sandbox sandbox) {
    super(sandbox);
  }

  @Test
  void theTableSaysOfEachModuleWhetherItImports() throws IOException {
    String code =
        """
        import importlib, sys
        def imports(name):
            try:
                importlib.import_module(name)
                return True
            except ImportError:
                return False
        found = {n: imports(n) for n in sorted(sys.stdlib_module_names)}
        ' '.join(n if ok else '-' + n for n, ok in found.items())
        """;
    try (Session large = sandbox.open(SessionOptions.withLimits(LIMITS))) {
      Set<String> there = new TreeSet<>();
      Set<String> missing = new TreeSet<>();
      for (String name : List.of(value(run(large, code)).replace("'", "").split(" ", -1))) {
        if (name.startsWith("-")) {
          missing.add(name.substring(1));
        } else if (!name.startsWith("_")) {
          there.add(name);
        }
      }
      there.add("__future__");
      String table = Files.readString(TABLE);
      int absent = table.indexOf("## Not there");
      assertThat(names(table.substring(0, absent))).isEqualTo(there);
      assertThat(names(table.substring(absent, table.indexOf("\n## ", absent + 1))))
          .isEqualTo(missing);
    }
  }

  @Test
  void tracebacksShowTheLibrarysLines() {
    ExecutionResult result = run(session, "import json\njson.loads('{')");
    assertThat(((Outcome.Raised) result.outcome()).error().traceback())
        .isEqualTo(
            """
            Traceback (most recent call last):
              File "<python-input-0>", line 2, in <module>
                json.loads('{')
                ~~~~~~~~~~^^^^^
              File "/lib/python3.13/json/__init__.py", line 352, in loads
                return _default_decoder.decode(s)
                       ~~~~~~~~~~~~~~~~~~~~~~~^^^
              File "/lib/python3.13/json/decoder.py", line 345, in decode
                obj, end = self.raw_decode(s, idx=_w(s, 0).end())
                           ~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^^
              File "/lib/python3.13/json/decoder.py", line 361, in raw_decode
                obj, end = self.scan_once(s, idx)
                           ~~~~~~~~~~~~~~^^^^^^^^
            json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "os", "textwrap.dedent", "sqlite3", "concurrent.futures.Future"})
  void theLibraryHasItsSources(String name) {
    String code =
        """
        import concurrent.futures, inspect, json, os, sqlite3, textwrap
        lines, start = inspect.getsourcelines(%s)
        text = open(inspect.getsourcefile(%1$s)).read()
        ''.join(lines) in text and inspect.getsource(%1$s) == ''.join(lines) != ''
        """
            .formatted(name);
    assertThat(value(run(session, code))).isEqualTo("True");
  }

  /** The names in code quotes of a list, or of the first column of a table. */
  private static Set<String> names(String text) {
    String cells =
        text.lines()
            .map(line -> line.startsWith("| ") ? line.substring(0, line.indexOf('|', 2)) : line)
            .filter(line -> line.contains("`"))
            .collect(Collectors.joining("\n"));
    return NAME.matcher(cells)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          threading.Thread(target=print).start()                   | RuntimeError        | support threads
          asyncio.run(asyncio.to_thread(print))                    | RuntimeError        | support threads
          concurrent.futures.ThreadPoolExecutor().submit(print)    | RuntimeError        | support threads
          subprocess.run(['ls'])                                   | FileNotFoundError   | [Errno 2] No such file
          subprocess.run(['python3'], preexec_fn=print)            | OSError             | support preexec_fn
          os.popen('ls *')                                         | OSError             | wasi has no shell
          os.system('clear')                                       | OSError             | other programs than Python
          os.system('clear; ls')                                   | OSError             | wasi has no shell
          open('missing.txt')                                      | FileNotFoundError   | [Errno 2] No such file
          os.listdir('/lib/python3.13/os.py')                      | NotADirectoryError  | [Errno 20] Not a dir
          __import__('time').clock_gettime(-1)                     | OSError             | [Errno 22] Invalid arg
          __import__('time').clock_getres(2**31 - 1)               | OSError             | [Errno 22] Invalid arg
          asyncio.run(asyncio.create_subprocess_exec('ls'))        | OSError             | support processes
          multiprocessing.Process(target=print).start()            | OSError             | support processes
          multiprocessing.Pool()                                   | OSError             | support processes
          multiprocessing.Lock()                                   | OSError             | support processes
          concurrent.futures.ProcessPoolExecutor().submit(print)   | NotImplementedError | synchronize
          socket.socket().connect(('127.0.0.1', 80))               | OSError             | support sockets
          socket.create_connection(('127.0.0.1', 80))              | OSError             | support sockets
          asyncio.run(asyncio.open_connection('127.0.0.1', 80))    | OSError             | support sockets
          socket.create_connection(('example.com', 80))            | gaierror            | getaddrinfo failed
          urllib.request.urlopen('http://example.com')             | URLError            | getaddrinfo failed
          """)
  void whatCannotWorkSaysWhy(String expression, String exception, String message) {
    String code =
        "import asyncio, concurrent.futures, multiprocessing, os, socket, subprocess, threading,"
            + " urllib.request\n"
            + expression;
    ExecutionResult result = run(session, code);
    assertThat(raisedName(result)).isEqualTo(exception);
    assertThat(((Outcome.Raised) result.outcome()).error().message()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          hashlib | all(hashlib.new(n) for n in hashlib.algorithms_guaranteed)
          hashlib | hashlib.pbkdf2_hmac('sha256', b'password', b'salt', 1).hex()[:8] == '120fb6cf'
          math | (math.exp(1), math.cosh(1), math.sin(1e22)) == (math.e, 1.5430806348152437, -0.8522008497671888)
          bisect | bisect.bisect_left(range(10**12), 123456789012) == 123456789012
          sys | min(sys.maxsize, 4_000_000_000) == 4_000_000_000 and len(range(5 * 10**9)) == 5_000_000_000
          random | random.seed(1.5) or random.random() == 0.551763726942059
          signal | signal.alarm(60) == 0 and signal.alarm(0) == 60
          lzma | lzma.decompress(lzma.compress(b'x' * 9999)) == b'x' * 9999
          bz2 | bz2.decompress(bz2.compress(b'x' * 9999)) == b'x' * 9999
          decimal | decimal.Decimal is __import__('_decimal').Decimal
          uuid | uuid.uuid4() != uuid.uuid4() and uuid.uuid1() != uuid.uuid1()
          unicodedata | unicodedata.name('ä') == 'LATIN SMALL LETTER A WITH DIAERESIS'
          tomllib | tomllib.loads('a = [1]') == {'a': [1]}
          xml.etree.ElementTree | xml.etree.ElementTree.fromstring('<a>1</a>').text == '1'
          csv | list(csv.reader(['a;b'], delimiter=';')) == [['a', 'b']]
          zoneinfo | len(zoneinfo.available_timezones()) > 500
          dbm | dbm.open('x', 'c').__class__.__module__ == 'dbm.sqlite3'
          """)
  void modulesWork(String module, String check) {
    assertThat(value(run(session, "import %s\n%s".formatted(module, check)))).isEqualTo("True");
  }

  @Test
  void timeZonesAreKnownWithoutAPackage() {
    String code =
        """
        import datetime, sys, zoneinfo
        summer = datetime.datetime(2026, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'))
        summer.isoformat(), 'tzdata' in sys.modules
        """;
    assertThat(value(run(session, code))).isEqualTo("('2026-07-01T00:00:00+02:00', False)");
  }

  @Test
  void sqliteHasFullTextSearchAndJson() {
    String code =
        """
        import sqlite3
        db = sqlite3.connect(':memory:')
        db.execute('create virtual table t using fts5(x)')
        db.execute('insert into t values (?)', ('hello world',))
        (db.execute("select x from t where t match 'world'").fetchall(),
         db.execute("select json_extract('[1, 2]', '$[1]'), sqrt(4.0)").fetchone())
        """;
    assertThat(value(run(session, code))).isEqualTo("([('hello world',)], (2, 2.0))");
  }

  @Test
  void sqliteSpillsIntoATemporaryFile() {
    String code =
        """
        import sqlite3
        db = sqlite3.connect(':memory:')
        db.execute('pragma temp_store=file')
        db.execute('create temp table q(a)')
        db.executemany('insert into q values (?)', (('x' * 1000,) for _ in range(5000)))
        db.execute('select count(*) from q').fetchone()
        """;
    assertThat(value(run(session, code))).isEqualTo("(5000,)");
  }

  @Test
  void sleepTakesNoTimeOfTheProcessor() {
    String code =
        """
        import os, time
        before = time.process_time(), os.times()
        time.sleep(0.4)
        after = time.process_time(), os.times()
        (after[0] - before[0] < 0.3, after[1].user - before[1].user < 0.3,
         0.3 < after[1].elapsed - before[1].elapsed < 10)
        """;
    assertThat(value(run(session, code))).isEqualTo("(True, True, True)");
  }

  @Test
  void localTimeFollowsTheZone() {
    String code =
        """
        import os, time
        def local(zone):
            os.environ['TZ'] = zone
            time.tzset()
            return time.strftime('%H:%M %Z', time.localtime(1751000000)), time.timezone
        [local(zone) for zone in ('EST5EDT,M3.2.0,M11.1.0', 'Europe/Berlin', 'UTC')]
        """;
    assertThat(value(run(session, code)))
        .isEqualTo("[('00:53 EDT', 18000), ('06:53 CEST', -3600), ('04:53 UTC', 0)]");
  }

  @Test
  void sqliteLocksBetweenConnections() {
    String code =
        """
        import sqlite3
        def locked(db):
            try:
                db.execute('insert into t values (2)')
            except sqlite3.OperationalError as error:
                return str(error)
        a = sqlite3.connect('x.db', timeout=0)
        mode = a.execute('pragma journal_mode=wal').fetchone()
        a.execute('create table t(x)')
        a.commit()
        b = sqlite3.connect('x.db', timeout=0)
        a.execute('insert into t values (1)')
        before = locked(b), b.rollback(), b.execute('select count(*) from t').fetchone()
        a.commit()
        after = locked(b), b.execute('select count(*) from t').fetchone()
        b.rollback()
        mode, before, after, a.execute('select * from t').fetchall()
        """;
    assertThat(value(run(session, code)))
        .isEqualTo("(('delete',), ('database is locked', None, (0,)), (None, (2,)), [(1,)])");
  }

  @Test
  void asyncioWaitsInTheHost() {
    String code =
        """
        import asyncio, time

        async def worker(queue, done):
            while (n := await queue.get()) is not None:
                await asyncio.sleep(0.01)
                done.append(n)

        async def main():
            queue, done = asyncio.Queue(), []
            tasks = [asyncio.create_task(worker(queue, done)) for _ in range(3)]
            for n in [*range(6), None, None, None]:
                await queue.put(n)
            await asyncio.gather(*tasks)
            try:
                async with asyncio.timeout(0.05):
                    await asyncio.Event().wait()
            except TimeoutError:
                return sorted(done)

        began, cpu = time.monotonic(), time.process_time()
        asyncio.run(main()), time.monotonic() - began >= 0.07
        """;
    assertThat(value(run(session, code))).isEqualTo("([0, 1, 2, 3, 4, 5], True)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import select; select.select([], [], [])",
        "import select; select.poll().poll()",
        "import asyncio; asyncio.run(asyncio.Event().wait())"
      })
  void aWaitForNothingEndsByAnInterrupt(String wait) {
    ExecutionRequest request = ExecutionRequest.cell("print('ready', flush=True)\n" + wait);
    Execution execution = Sessions.startReady(session, request);
    execution.interrupt();
    assertThat(SandboxExtension.await(execution).outcome()).isInstanceOf(Outcome.Interrupted.class);
  }
}
