package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Snapshot;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.SandboxFile;
import io.serpentarium.service.core.execution.SessionSeries;
import io.serpentarium.service.core.execution.SessionStart;
import io.serpentarium.service.core.grading.GradingTest.TestSource;
import io.serpentarium.service.core.grading.TestRuns.Judged;
import io.serpentarium.service.core.grading.TestRuns.Loaded;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * A grading under way: the order and the parallelism of its tests.
 *
 * @param template the template that the submission's interpreters start from
 * @param unseenId the id of the placeholder execution that is reported if none is to be seen
 * @param room the number of further tests that files of tests may have
 */
record Attempt(
    Grading grading,
    String template,
    Bounds bounds,
    TestRuns runs,
    GradingPolicy policy,
    String unseenId,
    AtomicInteger room) {

  /**
   * The limits of a grading.
   *
   * @param common the limits of the setup and of tests without their own
   * @param usual the limits of work other than the submission
   * @param own the limits of each test that has its own, by its id
   */
  record Bounds(Limits common, Limits usual, Map<String, Limits> own) {}

  private static final String NOT_RUN = "An earlier test did not pass.";
  private static final String TOO_LATE = "The grading reached its time limit.";

  /** Runs the grading and reports its progress. */
  Flux<GradingEvent> events() {
    return runs.origin(template).flatMapMany(this::events);
  }

  private Flux<GradingEvent> events(Origin origin) {
    return grading.hasSetup()
        ? runs.compile(grading, bounds.usual())
            .flatMapMany(
                compiled ->
                    runs.setUp(template, grading, bounds.common())
                        .flatMapMany(setup -> events(origin, Optional.of(setup), compiled)))
        : events(origin, Optional.empty(), Map.of());
  }

  private Flux<GradingEvent> events(
      Origin origin, Optional<Setup> setup, Map<TestSource, JsonNode> compiled) {
    Scoreboard board = new Scoreboard(grading, setup, unseenId);
    AtomicBoolean late = new AtomicBoolean();
    return Flux.concat(
        Flux.using(
                () -> TestStarts.of(origin, grading, bounds.common(), setup, compiled),
                starts -> scores(setup, starts),
                runs::end)
            .takeUntilOther(Mono.delay(policy.longest()).doOnNext(ended -> late.set(true)))
            .doOnNext(board::add)
            .flatMapIterable(Score::results)
            .map(TestResult::told)
            .map(GradingEvent.Tested::new),
        Flux.defer(() -> Flux.fromIterable(board.skipRest(late.get() ? TOO_LATE : NOT_RUN)))
            .map(GradingEvent.Tested::new),
        Mono.fromSupplier(board::report).map(GradingEvent.Graded::new));
  }

  private Flux<Score> scores(Optional<Setup> setup, TestStarts starts) {
    Flux<Integer> indexes = Flux.range(0, grading.tests().size());
    return grading.stopOnFailure()
        ? indexes
            .flatMapSequential(index -> score(index, setup, starts), policy.parallelism())
            .takeUntil(score -> !score.isPassed())
        : indexes.flatMap(index -> score(index, setup, starts), policy.parallelism());
  }

  private Mono<Score> score(int index, Optional<Setup> setup, TestStarts starts) {
    GradingTest test = grading.tests().get(index);
    return switch (test) {
      case GradingTest.Run run -> ran(run, starts).map(judged -> score(index, run, judged));
      case GradingTest.Interactive talk ->
          runs.converse(starts.origin().start(limits(talk), files(talk)), talk, grading)
              .map(judged -> score(index, talk, named(judged)));
      case GradingTest.Check check ->
          setup.orElseThrow() instanceof Setup.Failed failed
              ? Mono.just(skipped(index, check, failed.why()))
              : checked(check, starts).map(judged -> score(index, check, judged));
      case GradingTest.Suite suite ->
          setup.orElseThrow() instanceof Setup.Failed failed
              ? Mono.just(skipped(index, suite, failed.why()))
              : tested(index, suite, starts);
    };
  }

  private Limits limits(GradingTest test) {
    return bounds.own().getOrDefault(test.id(), bounds.common());
  }

  private Mono<Judged> ran(GradingTest.Run run, TestStarts starts) {
    return execution(run, starts)
        .flatMap(finished -> judge(run, finished).map(found -> new Judged(finished, found)));
  }

  private Mono<FinishedExecution> execution(GradingTest.Run run, TestStarts starts) {
    if (run.expected().ignorePrompts()) {
      return runs.runPromptless(template, limits(run), files(run), run, grading);
    }
    return run.terms().isCommon()
        ? runs.run(starts.fresh(), run, grading)
        : runs.run(starts.origin().start(limits(run), files(run)), run, grading);
  }

  private List<SandboxFile> files(GradingTest test) {
    return Stream.concat(grading.files().stream(), test.terms().files().stream()).toList();
  }

  private Mono<Judgement> judge(GradingTest.Run run, FinishedExecution finished) {
    String stdout = finished.result().stdout();
    Judgement found = named(run.expected().judge(finished.result()));
    return found.verdict() == Verdict.PASSED
        ? Mono.justOrEmpty(run.expected().checker())
            .flatMap(checker -> runs.check(limits(run), run, checker, stdout))
            .defaultIfEmpty(found)
        : Mono.just(found);
  }

  /** Replaces {@code main.py}, as which a program runs, with the module's file in the judgement. */
  private Judged named(Judged judged) {
    return new Judged(judged.execution(), named(judged.judgement()));
  }

  private Judgement named(Judgement judgement) {
    return judgement.withPath("/sandbox/main.py", "/sandbox/" + grading.submission().path());
  }

  private Mono<Judged> checked(GradingTest.Check check, TestStarts starts) {
    return check.terms().isCommon()
        ? runs.check(starts.copies().orElseThrow(), check, starts.compiled())
        : runs.check(start(check, starts), check, starts.compiled());
  }

  private SessionStart start(GradingTest test, TestStarts starts) {
    return new SessionStart(limits(test), Optional.of(starts.state()), test.terms().files());
  }

  private Mono<Score> tested(int index, GradingTest.Suite suite, TestStarts starts) {
    return runs.load(start(suite, starts), suite, starts.compiled())
        .flatMap(
            loaded ->
                loaded.state().isEmpty()
                    ? Mono.just(score(index, suite, unloaded(suite, loaded.judged())))
                    : tested(index, suite, loaded, loaded.state().get()));
  }

  private Score tooMany(int index, GradingTest.Suite suite, Loaded loaded, Snapshot state) {
    runs.end(state);
    String message =
        "%s has %d tests, which makes more than %d in all."
            .formatted(suite.file(), loaded.tests().size(), policy.maximumTests());
    Judgement why = new Judgement(Verdict.RAISED, message);
    return score(index, suite, new Judged(loaded.judged().execution(), why));
  }

  private Mono<Score> tested(int index, GradingTest.Suite suite, Loaded loaded, Snapshot state) {
    int parallelism = grading.tests().size() == 1 ? policy.parallelism() : 1;
    int tests = loaded.tests().size();
    if (room.addAndGet(1 - tests) < 0) {
      return Mono.just(tooMany(index, suite, loaded, state));
    }
    int shown = tests * grading.tests().size();
    return Flux.using(
            () -> new SessionSeries(SessionStart.from(state, limits(suite))),
            copies ->
                Flux.range(0, tests)
                    .flatMapSequential(
                        test ->
                            runs.run(copies, test)
                                .map(
                                    judged -> result(methodOf(suite, loaded, test), judged, shown)),
                        parallelism),
            runs::end)
        .collectList()
        .map(results -> new Score(index, results, Optional.empty()));
  }

  /** Each method of a file gives its part of the points. */
  private static GradingTest.Terms methodOf(GradingTest.Suite suite, Loaded loaded, int test) {
    GradingTest.Terms terms = suite.terms();
    String method = "::" + loaded.tests().get(test);
    return new GradingTest.Terms(
        terms.id() + method,
        terms.name() + method,
        terms.points() / loaded.tests().size(),
        terms.visible(),
        terms.limits(),
        terms.files());
  }

  private static Judged unloaded(GradingTest.Suite suite, Judged judged) {
    Judgement why = judged.judgement();
    return new Judged(
        judged.execution(),
        why.verdict() == Verdict.RAISED && why.message().isEmpty()
            ? new Judgement(Verdict.RAISED, "%s contains no tests.".formatted(suite.file()))
            : new Judgement(
                why.verdict() == Verdict.PASSED ? Verdict.RAISED : why.verdict(),
                "%s could not be loaded: %s".formatted(suite.file(), why.message()),
                why.error(),
                ""));
  }

  private TestResult result(GradingTest.Terms terms, Judged judged, int tests) {
    ExecutionResult result = judged.result();
    return TestResult.of(
        terms,
        judged.judgement().withTraceback(traceback -> policy.shownEnd(traceback, tests)),
        policy.shown(result.stdout(), tests),
        policy.shown(result.stderr(), tests),
        result.usage());
  }

  private Score score(int index, GradingTest test, Judged judged) {
    return new Score(
        index,
        List.of(result(test.terms(), judged, grading.tests().size())),
        index == 0 && test.terms().visible() ? Optional.of(judged.execution()) : Optional.empty());
  }

  private static Score skipped(int index, GradingTest test, Judgement why) {
    String message = "The setup failed: " + why.message();
    return Score.of(index, TestResult.skipped(test.terms(), message));
  }
}
