package io.serpentarium.sandbox.cpython;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.serpentarium.sandbox.Execution;
import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import io.serpentarium.sandbox.python.PythonSandbox;
import io.serpentarium.sandbox.python.PythonSandboxOptions;
import io.serpentarium.sandbox.python.TestCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * CPython's own tests from a wheelhouse with the wheel of {@code sandbox/cpython/wheel}, each file
 * in a session of its own.
 */
final class CPythonTests {

  /** CPU time is what limits a test; wall time only ends one that waits for ever. */
  private static final Limits LIMITS =
      new Limits(
          Duration.ofMinutes(20), Duration.ofSeconds(150), 256L << 20, 16L << 20, 256L << 20);

  /** Folders whose files are tests of their own, as CPython's runner has it. */
  private static final Set<String> SPLIT =
      Set.of(
          "test_asyncio",
          "test_concurrent_futures",
          "test_future_stmt",
          "test_inspect",
          "test_pydoc");

  private static final Pattern NAME =
      Pattern.compile("test/((test_\\w+)(?:\\.py|/__init__\\.py|/(test_\\w+)\\.py))");

  /**
   * How a file went.
   *
   * @param output the tracebacks of what failed
   */
  record Run(TestVerdict verdict, Duration cpuTime, String output) {

    String report(String name) {
      return "=== %s %s%n%s%n".formatted(name, verdict, output);
    }
  }

  private final Sandbox sandbox;
  private final String program;

  CPythonTests(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.program = program();
  }

  /** A sandbox with the tests' wheel. */
  static Sandbox open(Path wheelhouse) {
    Path cache = TestEngine.sharedCache();
    PythonSandboxOptions options =
        PythonSandboxOptions.withCache(cache).withPoolSize(1).withWheelhouse(wheelhouse);
    return new PythonSandbox(TestEngines.named("ffm/epoch").open(cache), options);
  }

  /** Where {@code sandbox/cpython/wheel} puts it. */
  static Path wheelhouse() {
    return TestCache.folder("cpython-tests");
  }

  private static String program() {
    try (InputStream in = CPythonTests.class.getResourceAsStream("run_tests.py")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of all files of tests in a wheelhouse. */
  static Set<String> names(Path wheelhouse) throws IOException {
    try (Stream<Path> files = Files.list(wheelhouse)) {
      Path wheel = files.filter(file -> file.toString().endsWith(".whl")).findFirst().orElseThrow();
      try (ZipFile zip = new ZipFile(wheel.toFile())) {
        Set<String> names = new TreeSet<>();
        zip.stream().forEach(entry -> addName(entry.getName(), names));
        return names;
      }
    }
  }

  private static void addName(String path, Set<String> names) {
    Matcher found = NAME.matcher(path);
    if (!found.matches()) {
      return;
    }
    String folder = found.group(2);
    if (found.group(3) != null) {
      if (SPLIT.contains(folder)) {
        names.add(folder + "." + found.group(3));
      }
    } else if (!SPLIT.contains(folder)) {
      names.add(folder);
    }
  }

  /** Runs a file of tests. */
  Run run(String name) {
    try (Session session = sandbox.open(SessionOptions.withLimits(LIMITS))) {
      Execution execution =
          session.execute(
              ExecutionRequest.cell("NAME = '%s'\n%s\nRESULT".formatted(name, program)));
      ExecutionResult result = execution.result().toCompletableFuture().join();
      return new Run(
          verdict(result.outcome()),
          result.usage().cpuTime(),
          result.outcome() + "\n" + result.stderr());
    }
  }

  private static TestVerdict verdict(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed completed -> parse(completed.result().orElse("'[]'"));
      case Outcome.Raised raised -> ends("raised " + raised.error().name());
      case Outcome.LimitExceeded limit -> ends("limit " + limit.limit());
      case Outcome.Exited exited -> ends("exited " + exited.exitCode());
      case Outcome.Interrupted interrupted -> ends("interrupted");
      case Outcome.Crashed crashed -> ends("crashed");
    };
  }

  private static TestVerdict ends(String how) {
    return new TestVerdict(TestVerdict.ENDS, List.of(how));
  }

  private static TestVerdict parse(String repr) {
    String json = repr.substring(1, repr.length() - 1).replace("\\'", "'").replace("\\\\", "\\");
    List<String> words = new ArrayList<>();
    for (JsonNode word : JsonMapper.shared().readTree(json)) {
      words.add(word.stringValue().lines().findFirst().orElse("").replace("#", ""));
    }
    String kind = words.removeFirst();
    return new TestVerdict(kind, kind.equals(TestVerdict.PASSES) ? List.of() : words);
  }
}
