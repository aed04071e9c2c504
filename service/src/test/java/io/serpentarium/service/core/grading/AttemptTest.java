package io.serpentarium.service.core.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.SandboxSaturatedException;
import io.serpentarium.service.core.admission.Ledger;
import io.serpentarium.service.core.admission.Sharing;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.execution.Templates;
import io.serpentarium.service.core.execution.TestStarter;
import io.serpentarium.service.core.grading.GradingTest.Expected;
import io.serpentarium.service.core.grading.GradingTest.Terms;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.core.tenancy.Grant;
import io.serpentarium.service.testing.ScriptedSandbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The order of a grading's tests, what is told of each, and that nothing is left of them. */
class AttemptTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final ScriptedSandbox sandbox = new ScriptedSandbox();
  private final Templates templates = TestStarter.templates(sandbox, Map.of());
  private final TestRuns runs =
      new TestRuns(
          TestStarter.runs(sandbox),
          templates,
          new PreparedStates(sandbox, templates, Ledger.of(new Sharing(false), 1L << 30, 1L << 30)),
          new CompiledTests(),
          TestStarter.workers(),
          TestStarter.ids());
  private GradingPolicy policy = new GradingPolicy(10, 10, 2, 1_000, LONGEST);
  private Map<String, Limits> own = Map.of();

  @AfterEach
  void leavesNoSession() {
    await().until(() -> sandbox.alive() == 0);
  }

  @Test
  void tellsEachTestAndLastTheReport() {
    List<GradingEvent> events = grade(grading("print 1", run("a", "1\n"), run("b", "2\n")));
    assertThat(events).hasSize(3);
    assertThat(results(events))
        .extracting(TestResult::id, TestResult::verdict)
        .containsExactlyInAnyOrder(tuple("a", Verdict.PASSED), tuple("b", Verdict.WRONG_ANSWER));
    GradingReport report = report(events);
    assertThat(report.tests()).extracting(TestResult::id).containsExactly("a", "b");
    assertThat(report.score()).isEqualTo(1);
    assertThat(report.setup().result().stdout()).as("the first test's").isEqualTo("1\n");
  }

  @Test
  void runsNoMoreAtOnceThanItMay() {
    Disposable grading =
        events(grading("wait", run("a", ""), run("b", ""), run("c", ""))).subscribe();
    await().until(() -> sandbox.alive() == 2);
    await().during(Duration.ofMillis(200)).until(() -> sandbox.alive() == 2);
    grading.dispose();
  }

  @Test
  void skipsWhatComesBehindTheFirstFailureWhereThatIsWanted() {
    policy = new GradingPolicy(10, 10, 1, 1_000, LONGEST);
    Grading grading = stopping("print 1", run("a", "1\n"), run("b", "2\n"), run("c", "1\n"));
    List<GradingEvent> events = grade(grading);
    assertThat(results(events))
        .extracting(TestResult::verdict)
        .containsExactly(Verdict.PASSED, Verdict.WRONG_ANSWER, Verdict.SKIPPED);
    assertThat(results(events).getLast().message()).isEqualTo("An earlier test did not pass.");
    assertThat(sandbox.opened()).isLessThanOrEqualTo(2);
    assertThat(report(events).verdict()).isEqualTo(Verdict.WRONG_ANSWER);
  }

  @Test
  void tellsTestsInOrderWhereItStopsAtAFailureThoughLaterOnesEndFirst() {
    Grading grading =
        stopping(
            "input ",
            new GradingTest.Run(
                Terms.of("slow"), "x\n", List.of(), Expected.of("x\n", Comparison.EXACT)),
            run("eof", "no"),
            run("late", "no"));
    List<GradingEvent> events = grade(grading);
    assertThat(results(events)).extracting(TestResult::id).containsExactly("slow", "eof", "late");
    assertThat(results(events))
        .extracting(TestResult::verdict)
        .containsExactly(Verdict.PASSED, Verdict.RAISED, Verdict.SKIPPED);
  }

  @Test
  void skipsWhatDoesNotEndInItsTime() {
    policy = new GradingPolicy(10, 10, 2, 1_000, Duration.ofMillis(300));
    List<GradingEvent> events = grade(grading("wait", run("a", ""), run("b", "")));
    assertThat(results(events))
        .extracting(TestResult::message)
        .containsOnly("The grading reached its time limit.");
    assertThat(report(events).verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(report(events).setup().id()).isEqualTo("exe_unseen");
  }

  @Test
  void stopsWhatRunsWhenNobodyFollowsAnyMore() {
    Disposable grading = events(grading("wait", check("a", "print x"))).subscribe();
    await().until(() -> sandbox.alive() > 0 && sandbox.latest().lastRequest() != null);
    grading.dispose();
  }

  @Test
  void runsChecksInTheStateThatTheProgramLeft() {
    List<GradingEvent> events =
        grade(
            grading("print loaded", check("a", "print x"), check("b", "raise AssertionError no")));
    GradingReport report = report(events);
    assertThat(report.tests())
        .extracting(TestResult::verdict)
        .containsExactly(Verdict.PASSED, Verdict.WRONG_ANSWER);
    assertThat(report.tests().getFirst().stdout()).isEqualTo("x\n");
    assertThat(report.setup().result().stdout()).isEqualTo("loaded\n");
  }

  @Test
  void checksNothingOfAProgramThatFailed() {
    List<GradingEvent> events =
        grade(grading("raise ValueError bad", check("a", "print x"), run("b", "")));
    GradingReport report = report(events);
    assertThat(report.tests())
        .extracting(TestResult::verdict)
        .containsExactly(Verdict.SKIPPED, Verdict.RAISED);
    assertThat(report.tests().getFirst().message()).isEqualTo("The setup failed: ValueError: bad");
    assertThat(report.verdict()).as("the setup's").isEqualTo(Verdict.RAISED);
    assertThat(report.passed()).isZero();
  }

  @Test
  void checksNothingOfAProgramThatTookItsInterpreterAlong() {
    GradingReport report = report(grade(grading("crash", check("a", "print x"))));
    assertThat(report.verdict()).isEqualTo(Verdict.CRASHED);
  }

  @Test
  void runsATestWithLimitsAndFilesOfItsOwn() {
    Limits few = Limits.DEFAULT.with(Limit.MEMORY, 1 << 20);
    own = Map.of("own", few);
    List<SandboxFile> over = List.of(new SandboxFile("f", "own".getBytes(StandardCharsets.UTF_8)));
    Terms terms = new Terms("own", "own", 1, true, Map.of(Limit.MEMORY, 1L << 20), over);
    Grading grading =
        new Grading(
            Grading.Submission.of("print 1"),
            Optional.empty(),
            List.of(new SandboxFile("f", new byte[0]), new SandboxFile("g", new byte[0])),
            List.of(
                new GradingTest.Run(
                    terms, "", List.of("-x"), Expected.of("1\n", Comparison.EXACT))),
            false,
            Map.of());
    assertThat(report(grade(grading)).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(sandbox.latest().limits()).isEqualTo(few);
    assertThat(sandbox.latest().files().list()).extracting(each -> each.path()).contains("f", "g");
    assertThat(sandbox.latest().files().read("f")).asString().isEqualTo("own");
  }

  @Test
  void hasACheckerJudgeInASessionOfItsOwn() {
    assertThat(verdictBy("exit 0")).isEqualTo(Verdict.PASSED);
    assertThat(sandbox.latest().files().read("output.txt")).asString().isEqualTo("1\n");
    assertThat(verdictBy("print no\nexit 1")).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(verdictBy("raise E broken")).isEqualTo(Verdict.RAISED);
  }

  @Test
  void asksNoCheckerAboutAProgramThatFailed() {
    Expected checked = checked("exit 0");
    Grading grading = grading("exit 3", new GradingTest.Run(Terms.of("a"), "", List.of(), checked));
    assertThat(report(grade(grading)).verdict()).isEqualTo(Verdict.RAISED);
    assertThat(sandbox.executing("exit 0")).isEmpty();
  }

  @Test
  void letsAnInteractorTalkWithTheProgram() {
    GradingTest.Interactive talk =
        new GradingTest.Interactive(
            Terms.of("a"), List.of(), "input \nerror too many\nexit 1", "", "");
    GradingReport report = report(grade(grading("print asks", talk)));
    assertThat(report.verdict()).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(report.tests().getFirst().message()).isEqualTo("too many");
  }

  @Test
  void tellsNothingOfWhatAHiddenTestDid() {
    Terms hidden = new Terms("h", "h", 1, false, Map.of(), List.of());
    GradingTest.Run run =
        new GradingTest.Run(hidden, "", List.of(), Expected.of("2\n", Comparison.EXACT));
    List<GradingEvent> events = grade(grading("print 1", run));
    for (TestResult told : List.of(results(events).getFirst(), report(events).tests().getFirst())) {
      assertThat(told.verdict()).isEqualTo(Verdict.WRONG_ANSWER);
      assertThat(told.message()).isEmpty();
      assertThat(told.stdout()).isEmpty();
    }
    assertThat(report(events).setup().id()).isEqualTo("exe_unseen");
  }

  @Test
  void sharesWhatIsShownBetweenTheTests() {
    policy = new GradingPolicy(10, 10, 2, 8, LONGEST);
    GradingReport report =
        report(grade(grading("print 12345678\nerror abcdefgh", run("a", ""), run("b", ""))));
    assertThat(report.tests()).extracting(TestResult::stdout).containsOnly("1234");
    assertThat(report.tests()).extracting(TestResult::stderr).containsOnly("abcd");
  }

  @Test
  void failsWhereThereIsNoRoom() {
    sandbox.setFull(true);
    assertThatThrownBy(() -> grade(grading("print 1", run("a", "1\n"))))
        .isInstanceOf(SandboxSaturatedException.class);
    assertThatThrownBy(() -> grade(grading("print 1", check("a", "print 1"))))
        .isInstanceOf(SandboxSaturatedException.class);
  }

  private Verdict verdictBy(String checker) {
    GradingTest.Run run = new GradingTest.Run(Terms.of("a"), "", List.of(), checked(checker));
    return report(grade(grading("print 1", run))).verdict();
  }

  private static Expected checked(String checker) {
    return new Expected("", Comparison.EXACT, Tolerance.USUAL, false, false, Optional.of(checker));
  }

  private static GradingTest run(String id, String stdout) {
    return GradingTest.Run.of(id, "", stdout, Comparison.EXACT);
  }

  private static GradingTest check(String id, String code) {
    return new GradingTest.Check(Terms.of(id), code);
  }

  private static Grading grading(String code, GradingTest... tests) {
    return new Grading(
        Grading.Submission.of(code), Optional.empty(), List.of(), List.of(tests), false, Map.of());
  }

  private static Grading stopping(String code, GradingTest... tests) {
    return new Grading(
        Grading.Submission.of(code), Optional.empty(), List.of(), List.of(tests), true, Map.of());
  }

  private List<GradingEvent> grade(Grading grading) {
    return events(grading).blockOptional(SOON).orElseThrow();
  }

  private Mono<List<GradingEvent>> events(Grading grading) {
    Attempt attempt =
        new Attempt(
            grading,
            Templates.PYTHON,
            new Attempt.Bounds(Limits.DEFAULT, Limits.DEFAULT, own),
            runs,
            policy,
            "exe_unseen",
            new AtomicInteger(policy.maximumTests() - grading.tests().size()));
    return CurrentTenant.in(Grant.LOCAL, attempt.events().collectList());
  }

  private static List<TestResult> results(List<GradingEvent> events) {
    return events.stream()
        .flatMap(
            event ->
                event instanceof GradingEvent.Tested(TestResult result)
                    ? Stream.of(result)
                    : Stream.empty())
        .toList();
  }

  private static GradingReport report(List<GradingEvent> events) {
    assertThat(events.getLast()).isInstanceOf(GradingEvent.Graded.class);
    return ((GradingEvent.Graded) events.getLast()).report();
  }
}
