package io.serpentarium.sandbox.suites;

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
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tests that a package brings for itself, in a wheel that {@code sandbox/NAME/wheel} makes;
 * each file runs in a session of its own.
 */
abstract sealed class Suite implements AutoCloseable permits CPythonTests, NumpyTests {

  /** CPU time is what limits a test; wall time only ends one that waits for ever. */
  static final SessionOptions OPTIONS =
      SessionOptions.withLimits(
          new Limits(
              Duration.ofMinutes(20), Duration.ofSeconds(150), 256L << 20, 16L << 20, 256L << 20));

  /**
   * How a file went.
   *
   * @param counts what the program writes of the tests' number
   * @param output the tracebacks of what failed
   */
  record Run(TestVerdict verdict, Duration cpuTime, String counts, String output) {

    String report(String name) {
      return "=== %s %s%n%s%n".formatted(name, verdict, output);
    }
  }

  final Sandbox sandbox;
  private final Path wheelhouse;
  private final String program;

  /** A sandbox with the wheel of these tests. */
  Suite(String suite, Path wheelhouse) {
    this.wheelhouse = wheelhouse;
    program = program(suite + ".py");
    Path cache = TestEngine.sharedCache();
    PythonSandboxOptions options =
        PythonSandboxOptions.withCache(cache).withPoolSize(1).withWheelhouse(wheelhouse);
    sandbox = new PythonSandbox(TestEngines.named("ffm/epoch").open(cache), options);
  }

  /** Opens the suite that is called {@code cpython} or {@code numpy}. */
  static Suite open(String suite, Path wheelhouse) {
    return switch (suite) {
      case "cpython" -> new CPythonTests(wheelhouse);
      case "numpy" -> new NumpyTests(wheelhouse);
      default -> throw new IllegalArgumentException("no suite " + suite);
    };
  }

  /** Where {@code sandbox/NAME/wheel} puts it. */
  static Path wheelhouse(String suite) {
    return TestCache.folder(suite + "-tests");
  }

  private static String program(String file) {
    try (InputStream in = Suite.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the name of a test by its path in the wheel; none for another file. */
  abstract Stream<String> name(String path);

  /** Opens the session in which a file of tests runs. */
  abstract Session session();

  /** The names of all files of tests in the wheel. */
  final Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(wheelhouse)) {
      Path wheel = files.filter(file -> file.toString().endsWith(".whl")).findFirst().orElseThrow();
      try (ZipFile zip = new ZipFile(wheel.toFile())) {
        Set<String> names = new TreeSet<>();
        zip.stream().map(ZipEntry::getName).flatMap(this::name).forEach(names::add);
        return names;
      }
    }
  }

  /** Runs a file of tests. */
  final Run run(String name) {
    try (Session session = session()) {
      Execution execution =
          session.execute(
              ExecutionRequest.cell("NAME = '%s'\n%s\nRESULT".formatted(name, program)));
      ExecutionResult result = execution.result().toCompletableFuture().join();
      return new Run(
          verdict(result.outcome()),
          result.usage().cpuTime(),
          counts(result.stdout()),
          result.outcome() + "\n" + result.stderr());
    }
  }

  private static String counts(String stdout) {
    return stdout
        .lines()
        .filter(line -> line.startsWith("## "))
        .map(line -> line.substring(3))
        .findFirst()
        .orElse("");
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

  @Override
  public void close() {
    sandbox.close();
  }
}
