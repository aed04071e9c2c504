package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.PrivateRuns;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.execution.SessionSeries;
import io.serpentarium.service.core.execution.SessionStart;
import io.serpentarium.service.core.execution.Templates;
import io.serpentarium.service.core.execution.Workers;
import io.serpentarium.service.core.grading.GradingTest.TestSource;
import io.serpentarium.service.core.grading.PreparedStates.Purpose;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Runs the parts of a submission, each in a state that no other has seen. Cancelling stops them.
 */
@Component
final class TestRuns {

  /**
   * The most characters of sources compiled in one call; each source counts slightly more than its
   * length.
   */
  private static final int PORTION_CHARS = 48 << 10;

  private static final int SOURCE_CHARS = 500;

  private final PrivateRuns runs;
  private final Templates templates;
  private final PreparedStates states;
  private final CompiledTests compiledTests;
  private final Workers workers;
  private final Ids ids;

  TestRuns(
      PrivateRuns runs,
      Templates templates,
      PreparedStates states,
      CompiledTests compiledTests,
      Workers workers,
      Ids ids) {
    this.runs = runs;
    this.templates = templates;
    this.states = states;
    this.compiledTests = compiledTests;
    this.workers = workers;
    this.ids = ids;
  }

  /** A test that ran, with its judgement. */
  record Judged(FinishedExecution execution, Judgement judgement) {

    ExecutionResult result() {
      return execution.result();
    }
  }

  /**
   * A file of tests that was loaded.
   *
   * @param tests the names of its tests; none if it could not be loaded
   * @param state the state from which they start, to be closed
   */
  record Loaded(Judged judged, List<String> tests, Optional<Snapshot> state) {}

  /** Returns the state of a template's interpreters, which may have to be made first. */
  Mono<Origin> origin(String template) {
    return template.equals(Templates.PYTHON)
        ? Mono.just(new Origin(template, Optional.empty()))
        : workers.bulk().call(() -> new Origin(template, templates.state(template)));
  }

  /**
   * Compiles the tests of a grading that are not known yet, away from every submission. What does
   * not compile is missing.
   */
  Mono<Map<TestSource, JsonNode>> compile(Grading grading, Limits usual) {
    return CurrentTenant.with(
        tenant -> {
          Set<TestSource> sources = Harness.sources(grading);
          Map<TestSource, JsonNode> known = compiledTests.find(tenant.id(), sources);
          return Flux.fromIterable(portions(sources, known.keySet()))
              .concatMap(portion -> compile(portion, usual))
              .doOnNext(made -> compiledTests.keep(tenant.id(), made))
              .doOnNext(known::putAll)
              .then(Mono.just(known));
        });
  }

  private Mono<Map<TestSource, JsonNode>> compile(List<TestSource> portion, Limits usual) {
    Harness harness = harness(Map.of());
    return in(
        Templates.PYTHON,
        Purpose.JUDGING,
        state ->
            runs.run(
                    new SessionStart(usual, Optional.of(state), List.of()),
                    harness.compile(portion))
                .map(finished -> harness.compiled(portion, finished.result())));
  }

  /** Sources that are not known, in portions whose code fits into one report. */
  private static List<List<TestSource>> portions(Set<TestSource> sources, Set<TestSource> known) {
    List<List<TestSource>> portions = new ArrayList<>();
    int room = 0;
    for (TestSource source : sources) {
      if (!known.contains(source)) {
        int size = SOURCE_CHARS + source.content().length();
        if (portions.isEmpty() || size > room) {
          portions.add(new ArrayList<>());
          room = PORTION_CHARS;
        }
        room -= size;
        portions.getLast().add(source);
      }
    }
    return portions;
  }

  /** Loads the submission for checks and files of tests. */
  Mono<Setup> setUp(String template, Grading grading, Limits limits) {
    Harness harness = harness(Map.of());
    return in(
        template,
        Harness.purpose(grading),
        state ->
            runs.run(
                new SessionStart(limits, Optional.of(state), grading.setupFiles()),
                harness
                    .setUp(grading.submission())
                    .withStdin(Stdin.text(grading.submission().setting().stdin()))
                    .after(grading.prelude()),
                (session, finished) ->
                    workers.bulk().call(() -> setup(session, loaded(harness, finished)))));
  }

  /** Runs the program as a whole. */
  Mono<FinishedExecution> run(SessionSeries fresh, GradingTest.Run test, Grading grading) {
    return runs.run(fresh, program(test, grading));
  }

  /** Runs the program as a whole, from a start of its own. */
  Mono<FinishedExecution> run(SessionStart start, GradingTest.Run test, Grading grading) {
    return runs.run(start, program(test, grading));
  }

  /** Runs the program as a whole, its prompts left out. */
  Mono<FinishedExecution> runPromptless(
      String template,
      Limits limits,
      List<SandboxFile> files,
      GradingTest.Run test,
      Grading grading) {
    return in(
        template,
        Purpose.PROMPTLESS,
        state ->
            runs.run(new SessionStart(limits, Optional.of(state), files), program(test, grading)));
  }

  private static ExecutionRequest program(GradingTest.Run test, Grading grading) {
    return ExecutionRequest.program(grading.program())
        .withoutValue()
        .withStdin(Stdin.text(test.stdin()))
        .withArguments(test.arguments())
        .after(grading.prelude());
  }

  /** Runs a checker on the output of a program. */
  Mono<Judgement> check(Limits limits, GradingTest.Run test, String checker, String stdout) {
    return runs.run(start(checker, limits, Checker.files(test, stdout)), Checker.request(checker))
        .map(finished -> Checker.judge(finished.result()));
  }

  /** Returns the start of a program of the grader's, which depends on its own imports. */
  private SessionStart start(String program, Limits limits, List<SandboxFile> files) {
    return new SessionStart(limits, templates.stateFor(program, limits), files);
  }

  /** Runs the program as a whole, in conversation with an interactor. */
  Mono<Judged> converse(SessionStart start, GradingTest.Interactive test, Grading grading) {
    return runs.converse(
            start,
            ExecutionRequest.program(grading.program())
                .withoutValue()
                .withArguments(test.arguments())
                .after(grading.prelude()),
            start(test.interactor(), start.limits(), Checker.files(test)),
            Checker.interactor(test))
        .map(
            ended ->
                new Judged(
                    ended.first(), Checker.judge(ended.first().result(), ended.second().result())));
  }

  /** Runs a check in the state that the submission left. */
  Mono<Judged> check(
      SessionSeries copies, GradingTest.Check test, Map<TestSource, JsonNode> compiled) {
    Harness harness = harness(compiled);
    return runs.run(copies, harness.check(test.code())).map(finished -> judged(harness, finished));
  }

  /** Runs a check from a start of its own. */
  Mono<Judged> check(
      SessionStart start, GradingTest.Check test, Map<TestSource, JsonNode> compiled) {
    Harness harness = harness(compiled);
    return runs.run(start, harness.check(test.code())).map(finished -> judged(harness, finished));
  }

  /** Loads a file of tests. */
  Mono<Loaded> load(
      SessionStart start, GradingTest.Suite suite, Map<TestSource, JsonNode> compiled) {
    Harness harness = harness(compiled);
    return runs.run(
        start,
        harness.load(suite),
        (session, finished) ->
            workers.bulk().call(Loaded.class, () -> loaded(session, harness, finished), this::end));
  }

  /** Runs a test of a file that was loaded. */
  Mono<Judged> run(SessionSeries copies, int test) {
    Harness harness = harness(Map.of());
    return runs.run(copies, harness.run(test)).map(finished -> judged(harness, finished));
  }

  /** Closes what no test needs any more, later. */
  void end(AutoCloseable starts) {
    workers.runUnheard(
        () -> {
          try {
            starts.close();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void end(Loaded loaded) {
    loaded.state().ifPresent(this::end);
  }

  private Harness harness(Map<TestSource, JsonNode> compiled) {
    return new Harness(ids.nonce(), compiled);
  }

  private <T> Mono<T> in(String template, Purpose purpose, Function<Snapshot, Mono<T>> use) {
    return Mono.usingWhen(
        workers.bulk().call(Snapshot.class, () -> states.get(template, purpose), Snapshot::close),
        use,
        state -> Mono.fromRunnable(() -> end(state)));
  }

  private static Judged judged(Harness harness, FinishedExecution finished) {
    return new Judged(finished, harness.judge(finished.result()));
  }

  private static Loaded loaded(Session session, Harness harness, FinishedExecution finished) {
    List<String> tests = harness.tests(finished.result());
    return new Loaded(
        judged(harness, finished),
        tests,
        tests.isEmpty() ? Optional.empty() : Optional.of(session.snapshot()));
  }

  private static FinishedExecution loaded(Harness harness, FinishedExecution finished) {
    return new FinishedExecution(
        finished.id(), finished.sessionId(), harness.loaded(finished.result()));
  }

  private static Setup setup(Session session, FinishedExecution finished) {
    return failure(finished.result())
        .<Setup>map(why -> new Setup.Failed(finished, why))
        .orElseGet(() -> new Setup.Ready(finished, session.snapshot()));
  }

  /** A program that ended well but took its interpreter along, as os._exit does, left no state. */
  private static Optional<Judgement> failure(ExecutionResult result) {
    return Endings.failure(result)
        .or(
            () ->
                result.sessionState() == SessionFate.KEPT
                    ? Optional.empty()
                    : Optional.of(
                        new Judgement(Verdict.RAISED, "The program ended its interpreter.")));
  }
}
