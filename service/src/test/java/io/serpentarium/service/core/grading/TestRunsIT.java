package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.execution.SessionSeries;
import io.serpentarium.service.core.execution.SessionStart;
import io.serpentarium.service.core.grading.GradingTest.Expected;
import io.serpentarium.service.core.grading.GradingTest.Runner;
import io.serpentarium.service.core.grading.GradingTest.Terms;
import io.serpentarium.service.core.grading.GradingTest.TestSource;
import io.serpentarium.service.core.grading.TestRuns.Judged;
import io.serpentarium.service.core.grading.TestRuns.Loaded;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.testing.PythonTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What a submission consists of, run by the real Python: no run sees another, and none is left. */
class TestRunsIT extends PythonTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Limits LIMITS = Limits.DEFAULT;
  private static final String PYTHON = "python";
  private static final Map<TestSource, JsonNode> NONE = Map.of();

  @Autowired private TestRuns runs;
  @Autowired private Sandbox sandbox;
  private int before;

  @BeforeEach
  void count() {
    before = sandbox.statistics().sessions();
  }

  @AfterEach
  void leavesNoSession() {
    await().atMost(SOON).until(() -> sandbox.statistics().sessions() == before);
  }

  @Test
  void compilesAllTestsHoweverManyAndLeavesOutWhatDoesNotCompile() {
    Grading grading =
        grading(
            "",
            check(filled(1, 40_000)),
            check(filled(2, 40_000)),
            check(filled(3, 40_000)),
            check("="));
    Map<TestSource, JsonNode> compiled = end(runs.compile(grading, LIMITS));
    assertThat(compiled.keySet())
        .extracting(source -> source.content().substring(0, 6))
        .containsExactlyInAnyOrder("x = 1\n", "x = 2\n", "x = 3\n");
    assertThat(end(runs.compile(grading, LIMITS))).as("as they are kept").isEqualTo(compiled);
    assertThat(end(runs.compile(grading("x", run("", "", Comparison.EXACT)), LIMITS))).isEmpty();
  }

  @Test
  void runsAProgramWithItsInputAndArgumentsEachTimeAnew() {
    Grading grading =
        grading(
            """
            import sys, os
            print(input("? "), sys.argv[1:], os.path.exists("left"))
            open("left", "w").close()
            """);
    GradingTest.Run test =
        new GradingTest.Run(Terms.of("1"), "in\n", List.of("a"), Expected.of("", Comparison.EXACT));
    try (SessionSeries fresh = new SessionSeries(SessionStart.fresh(LIMITS, List.of()))) {
      for (int time = 0; time < 3; time++) {
        assertThat(end(runs.run(fresh, test, grading)).result().stdout())
            .isEqualTo("? in ['a'] False\n");
      }
    }
    assertThat(end(runs.runPromptless(PYTHON, LIMITS, List.of(), test, grading)).result().stdout())
        .isEqualTo("in ['a'] False\n");
    SessionStart start = SessionStart.fresh(LIMITS, List.of(file("left", "")));
    assertThat(end(runs.run(start, test, grading)).result().stdout())
        .isEqualTo("? in ['a'] True\n");
  }

  @Test
  void checksEachInTheStateThatTheProgramLeft() {
    Grading grading = grading("x = []\nprint('loaded')");
    Setup setup = end(runs.setUp(PYTHON, grading, LIMITS));
    assertThat(setup.execution().result().stdout()).isEqualTo("loaded\n");
    try (SessionSeries copies =
        new SessionSeries(SessionStart.from(setup.state().orElseThrow(), LIMITS))) {
      GradingTest.Check check =
          check("from solution import x\nx.append(1)\nassert len(x) == 1, len(x)");
      for (int time = 0; time < 3; time++) {
        Judged judged = end(runs.check(copies, check, NONE));
        assertThat(judged.judgement()).isEqualTo(Judgement.PASSED);
      }
      Judged wrong = end(runs.check(copies, check("assert 1 == 2"), NONE));
      assertThat(wrong.judgement().verdict()).isEqualTo(Verdict.WRONG_ANSWER);
    }
  }

  @Test
  void leavesNoStateOfAProgramThatDidNotEndWell() {
    assertThat(failure("raise ValueError('bad')")).isEqualTo("RAISED ValueError: bad");
    assertThat(failure("import sys; sys.exit(3)")).isEqualTo("RAISED SystemExit: 3");
    assertThat(failure("x = (")).startsWith("RAISED SyntaxError");
    assertThat(failure("import os; os._exit(0)"))
        .isEqualTo("RAISED The program ended its interpreter.");
    assertThat(failure("while True: pass")).startsWith("TIME_LIMIT");
  }

  @Test
  void leavesAStateOfAProgramThatExitsWithZero() {
    Setup setup = end(runs.setUp(PYTHON, grading("x = 1\nimport sys; sys.exit(0)"), LIMITS));
    Snapshot left = setup.state().orElseThrow();
    GradingTest.Check check = check("from solution import x\nassert x == 1");
    assertThat(end(runs.check(SessionStart.from(left, LIMITS), check, NONE)).judgement())
        .isEqualTo(Judgement.PASSED);
    runs.end(left);
  }

  @Test
  void runsEachTestOfAFileInTheStateThatLoadingItLeft() {
    Setup setup = end(runs.setUp(PYTHON, grading("def f(n): return 2 * n"), LIMITS));
    GradingTest.Suite suite =
        suite(
            """
            from solution import f
            seen = []
            def test_right():
                seen.append(1)
                assert f(2) == 4
            def test_wrong():
                assert not seen
                assert f(2) == 5
            """);
    SessionStart start = SessionStart.from(setup.state().orElseThrow(), LIMITS);
    Loaded loaded = end(runs.load(start, suite, NONE));
    assertThat(loaded.tests()).containsExactly("test_right", "test_wrong");
    try (SessionSeries copies =
        new SessionSeries(SessionStart.from(loaded.state().orElseThrow(), LIMITS))) {
      assertThat(end(runs.run(copies, 0)).judgement()).isEqualTo(Judgement.PASSED);
      Judgement wrong = end(runs.run(copies, 1)).judgement();
      assertThat(wrong.verdict()).isEqualTo(Verdict.WRONG_ANSWER);
      assertThat(wrong.message()).contains("4 == 5");
    }
    assertThat(end(runs.load(start, suite("x = "), NONE)).state()).isEmpty();
    assertThat(end(runs.load(start, suite("x = 1"), NONE)).tests()).isEmpty();
    runs.end(setup.state().get());
  }

  @Test
  void hasACheckerJudgeWhatWasWritten() {
    GradingTest.Run test = run("3", "6", Comparison.EXACT);
    String checker =
        """
        import sys
        given, written, answer = (open(name).read() for name in sys.argv[1:])
        if written.strip() != answer or int(given) * 2 != int(answer):
            print("not", answer)
            sys.exit(1)
        """;
    assertThat(end(runs.check(LIMITS, test, checker, "6\n"))).isEqualTo(Judgement.PASSED);
    assertThat(end(runs.check(LIMITS, test, checker, "7\n")))
        .isEqualTo(new Judgement(Verdict.WRONG_ANSWER, "not 6"));
    assertThat(end(runs.check(LIMITS, test, "1 / 0", "6")).message())
        .startsWith("The checker failed: ZeroDivisionError");
  }

  @Test
  void letsAnInteractorTalkWithTheProgram() {
    String guessing =
        """
        low, high = 1, 100
        while low < high:
            middle = (low + high) // 2
            print(middle, flush=True)
            if input() == "more":
                low = middle + 1
            else:
                high = middle
        print("it is", low, flush=True)
        """;
    String answers =
        """
        import sys
        secret = int(open(sys.argv[1]).read())
        for line in sys.stdin:
            if line.startswith("it is"):
                sys.exit(0 if line.split()[-1] == str(secret) else 1)
            print("more" if secret > int(line) else "not more", flush=True)
        """;
    GradingTest.Interactive talk =
        new GradingTest.Interactive(Terms.of("1"), List.of(), answers, "73", "");
    SessionStart start = SessionStart.fresh(LIMITS, List.of());
    assertThat(end(runs.converse(start, talk, grading(guessing))).judgement())
        .isEqualTo(Judgement.PASSED);
    assertThat(end(runs.converse(start, talk, grading("print('it is 1')"))).judgement().verdict())
        .isEqualTo(Verdict.WRONG_ANSWER);
  }

  @Test
  void makesTheStateOfATemplateOnlyWhereThereIsOne() {
    assertThat(end(runs.origin(PYTHON)).state()).isEmpty();
    assertThat(end(runs.origin(PYTHON)).template()).isEqualTo(PYTHON);
  }

  private String failure(String code) {
    Limits few = LIMITS.with(Limit.CPU_TIME, 1_000);
    Setup setup = end(runs.setUp(PYTHON, grading(code), few));
    assertThat(setup).isInstanceOf(Setup.Failed.class);
    assertThat(setup.state()).isEmpty();
    FinishedExecution execution = setup.execution();
    assertThat(execution.result().outcome()).isNotInstanceOf(Outcome.Crashed.class);
    Judgement why = ((Setup.Failed) setup).why();
    return why.verdict() + " " + why.message();
  }

  private static String filled(int number, int length) {
    String line = "assert f(1) == 2\n";
    return "x = %d\n".formatted(number) + line.repeat(length / line.length());
  }

  private static GradingTest.Suite suite(String content) {
    return new GradingTest.Suite(Terms.of("suite"), "test_f.py", content, List.of(), Runner.PYTEST);
  }

  private static GradingTest.Check check(String code) {
    return new GradingTest.Check(Terms.of("check"), code);
  }

  private static GradingTest.Run run(String stdin, String stdout, Comparison comparison) {
    return GradingTest.Run.of("run", stdin, stdout, comparison);
  }

  private static Grading grading(String code, GradingTest... tests) {
    return new Grading(
        Grading.Submission.of(code), Optional.empty(), List.of(), List.of(tests), false, Map.of());
  }

  private static SandboxFile file(String path, String content) {
    return new SandboxFile(path, content.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> T end(Mono<T> run) {
    return CurrentTenant.in(Grant.LOCAL, run).blockOptional(SOON).orElseThrow();
  }
}
