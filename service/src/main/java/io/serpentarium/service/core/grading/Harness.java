package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.service.core.grading.GradingTest.Runner;
import io.serpentarium.service.core.grading.GradingTest.TestSource;
import io.serpentarium.service.core.grading.PreparedStates.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/**
 * One call of {@code harness.py} in a session: its request, and the reading of its report.
 *
 * <p>A report is the value of the cell and begins with the call's nonce. Nothing that a submission
 * writes, raises or exits with can pass for one.
 *
 * @param nonce a random text that no submission knows
 * @param compiled tests compiled by {@link #compile}; others are compiled where they run
 */
record Harness(String nonce, Map<TestSource, JsonNode> compiled) {

  /**
   * JSON that is Python as well: the harness knows {@code true}, {@code false} and {@code null}.
   */
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String FOLDER = "/sandbox/";

  private static final String CHECK = "<check>";

  Harness(String nonce) {
    this(nonce, Map.of());
  }

  /** Returns the sources of a grading's tests. */
  static Set<TestSource> sources(Grading grading) {
    Set<TestSource> sources = new LinkedHashSet<>();
    for (GradingTest test : grading.tests()) {
      if (test instanceof GradingTest.Check check) {
        sources.add(source(CHECK, check.code()));
      } else if (test instanceof GradingTest.Suite suite && suite.runner() != Runner.DOCTEST) {
        suite.fixtures().forEach(each -> sources.add(source(each.file(), each.content())));
        sources.add(source(suite.file(), suite.content()));
      }
    }
    return sources;
  }

  /** Returns which part of the library a grading's tests need, judged by the names in them. */
  static Purpose purpose(Grading grading) {
    Set<TestSource> sources = sources(grading);
    boolean isAll =
        grading.tests().stream().anyMatch(Harness::isDoctest)
            || sources.stream().anyMatch(source -> names(source, "doctest", "mock"));
    boolean isUnittest = sources.stream().anyMatch(source -> names(source, "unittest"));
    return isAll ? Purpose.ALL_TESTS : isUnittest ? Purpose.UNITTEST : Purpose.JUDGING;
  }

  private static boolean isDoctest(GradingTest test) {
    return test instanceof GradingTest.Suite suite && suite.runner() == Runner.DOCTEST;
  }

  private static boolean names(TestSource source, String... modules) {
    return Arrays.stream(modules).anyMatch(source.content()::contains);
  }

  private static TestSource source(String file, String content) {
    return new TestSource(FOLDER + file, content);
  }

  /** Compiles tests in an interpreter in which no submission runs. */
  ExecutionRequest compile(List<TestSource> sources) {
    return call(Map.of("do", "compile", "sources", sources));
  }

  /**
   * Reads the compiled code of those sources, in their order; sources that do not compile are left
   * out.
   */
  Map<TestSource, JsonNode> compiled(List<TestSource> sources, ExecutionResult result) {
    Map<TestSource, JsonNode> all = new HashMap<>();
    report(result)
        .map(report -> report.path("made"))
        .filter(made -> made.size() == sources.size())
        .ifPresent(
            made -> {
              for (int index = 0; index < sources.size(); index++) {
                if (made.get(index).isObject()) {
                  all.put(sources.get(index), made.get(index));
                }
              }
            });
    return all;
  }

  private Object code(TestSource source) {
    return compiled.getOrDefault(source, NullNode.getInstance());
  }

  /** Loads the submission. */
  ExecutionRequest setUp(Grading.Submission submission) {
    return call(
        Map.of(
            "do",
            "set_up",
            "module",
            submission.module(),
            "run_main",
            submission.setting().runMain(),
            "args",
            submission.setting().arguments()));
  }

  /** Runs a check. */
  ExecutionRequest check(String code) {
    TestSource source = source(CHECK, code);
    JsonNode made = compiled.get(source);
    List<String> arguments = new ArrayList<>(List.of(nonce, source.file(), code));
    if (made != null) {
      arguments.add(made.path("code").asString(""));
      arguments.add(made.path("loose").asString(""));
      arguments.add(words(made.path("builtins")));
      arguments.add(words(made.path("others")));
    }
    return ExecutionRequest.cell(
        arguments.stream()
            .map(JSON::writeValueAsString)
            .collect(Collectors.joining(", ", "check(", ")")));
  }

  private static String words(JsonNode names) {
    return names.values().stream().map(JsonNode::asString).collect(Collectors.joining(" "));
  }

  /** Loads a file of tests. */
  ExecutionRequest load(GradingTest.Suite suite) {
    return call(
        Map.of(
            "do",
            "load",
            "file",
            suite.file(),
            "content",
            suite.content(),
            "compiled",
            code(source(suite.file(), suite.content())),
            "runner",
            suite.runner().name().toLowerCase(Locale.ROOT),
            "conftest",
            suite.fixtures().stream().map(this::fixture).toList()));
  }

  private Map<String, Object> fixture(TestSource each) {
    return Map.of(
        "file",
        each.file(),
        "content",
        each.content(),
        "compiled",
        code(source(each.file(), each.content())));
  }

  /** Runs a test of the file that was loaded. */
  ExecutionRequest run(int test) {
    return call(Map.of("do", "run", "test", test));
  }

  private ExecutionRequest call(Map<String, Object> request) {
    return ExecutionRequest.cell(
        "grade(\"%s\", %s)".formatted(nonce, JSON.writeValueAsString(request)));
  }

  /** Judges a test by what its execution reports, or by how it ended where it reports nothing. */
  Judgement judge(ExecutionResult result) {
    return switch (result.outcome()) {
      case Outcome.Completed _ ->
          report(result).map(Harness::judgement).orElseGet(Harness::unreadable);
      case Outcome.Exited(int code) -> Endings.exited(code);
      default -> Endings.failure(result).orElseThrow();
    };
  }

  /**
   * Reads the names of a file's tests; empty if it could not be loaded, which the judgement
   * reports.
   */
  List<String> tests(ExecutionResult result) {
    List<String> names = new ArrayList<>();
    report(result)
        .map(report -> report.path("tests"))
        .ifPresent(tests -> tests.forEach(name -> names.add(name.asString(""))));
    return names;
  }

  /** Reads the result of loading the submission, as if it had been executed by itself. */
  ExecutionResult loaded(ExecutionResult result) {
    if (!(result.outcome() instanceof Outcome.Completed)) {
      return result;
    }
    Optional<JsonNode> report = report(result);
    Outcome outcome =
        report.isEmpty()
            ? new Outcome.Crashed("the harness reported nothing")
            : report
                .filter(told -> told.has("name"))
                .map(Harness::outcome)
                .orElseGet(() -> new Outcome.Completed(Optional.empty()));
    return new ExecutionResult(
        outcome,
        result.stdout(),
        result.stderr(),
        result.stdoutTruncated(),
        result.stderrTruncated(),
        result.displays(),
        result.sessionState(),
        result.usage(),
        result.limitsMet());
  }

  private Optional<JsonNode> report(ExecutionResult result) {
    return result.outcome() instanceof Outcome.Completed(Optional<String> value)
        ? value.filter(text -> text.startsWith(nonce)).flatMap(this::parsed)
        : Optional.empty();
  }

  private Optional<JsonNode> parsed(String report) {
    try {
      return Optional.of(JSON.readTree(report.substring(nonce.length())));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Judgement unreadable() {
    return new Judgement(Verdict.RAISED, "The submission ended the test.");
  }

  private static Judgement judgement(JsonNode report) {
    Verdict verdict =
        switch (report.path("verdict").asString("")) {
          case "passed" -> Verdict.PASSED;
          case "wrong_answer" -> Verdict.WRONG_ANSWER;
          case "skipped" -> Verdict.SKIPPED;
          default -> Verdict.RAISED;
        };
    boolean memory = report.at("/error/kind").asString("").equals("memory");
    return new Judgement(
        verdict == Verdict.RAISED && memory ? Verdict.MEMORY_LIMIT : verdict,
        report.path("message").asString(""),
        Optional.of(report.path("error")).filter(JsonNode::isObject).map(Harness::error),
        "");
  }

  private static TestError error(JsonNode error) {
    JsonNode line = error.path("line");
    JsonNode values = error.path("values");
    return new TestError(
        error.path("name").asString(""),
        error.path("message").asString(""),
        error.path("traceback").asString(""),
        line.isInt() ? OptionalInt.of(line.intValue()) : OptionalInt.empty(),
        Optional.of(values)
            .filter(JsonNode::isObject)
            .map(
                each ->
                    new TestError.Values(
                        each.path("left").asString(""),
                        each.path("operator").asString(""),
                        each.path("right").asString(""))));
  }

  private static Outcome outcome(JsonNode error) {
    String kind = error.path("kind").asString("");
    return kind.equals("exit")
        ? new Outcome.Exited(error.path("exit").asInt(1))
        : new Outcome.Raised(
            new PythonError(
                error.path("name").asString(""),
                error.path("message").asString(""),
                error.path("traceback").asString(""),
                switch (kind) {
                  case "assertion" -> PythonError.Kind.ASSERTION;
                  case "memory" -> PythonError.Kind.MEMORY;
                  default -> PythonError.Kind.OTHER;
                }));
  }
}
