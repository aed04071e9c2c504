package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.Limits;
import io.serpentarium.service.core.execution.FinishedExecution;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A grading under way: in which order and how many at once its tests run. */
record Attempt(Grading grading, Limits limits, TestRuns runs, GradingPolicy policy) {

  /** Runs it and tells how it goes. */
  Flux<GradingEvent> events() {
    return setUp().flatMapMany(this::events);
  }

  private Mono<Optional<Setup>> setUp() {
    return grading.hasChecks()
        ? runs.setUp(grading, limits).map(Optional::of)
        : Mono.just(Optional.empty());
  }

  private Flux<GradingEvent> events(Optional<Setup> setup) {
    Scoreboard board = new Scoreboard(grading.tests(), setup);
    return Flux.concat(
        Flux.using(
                () -> TestStarts.of(grading, limits, setup),
                starts -> scores(setup, starts),
                runs::end)
            .doOnNext(board::add)
            .map(Score::result)
            .map(GradingEvent.Tested::new),
        Flux.defer(() -> Flux.fromIterable(board.skipRest())).map(GradingEvent.Tested::new),
        Mono.fromSupplier(board::report).map(GradingEvent.Graded::new));
  }

  private Flux<Score> scores(Optional<Setup> setup, TestStarts starts) {
    Flux<Integer> indexes = Flux.range(0, grading.tests().size());
    return grading.stopOnFailure()
        ? indexes
            .flatMapSequential(index -> score(index, setup, starts), policy.parallelism())
            .takeUntil(score -> !score.result().isPassed())
        : indexes.flatMap(index -> score(index, setup, starts), policy.parallelism());
  }

  private Mono<Score> score(int index, Optional<Setup> setup, TestStarts starts) {
    return switch (grading.tests().get(index)) {
      case GradingTest.Run run ->
          runs.run(starts.fresh(), run, grading.code())
              .map(finished -> score(index, run, finished));
      case GradingTest.Check check -> score(index, check, setup.orElseThrow(), starts);
    };
  }

  private Mono<Score> score(int index, GradingTest.Check check, Setup setup, TestStarts starts) {
    return switch (setup) {
      case Setup.Ready _ ->
          runs.check(starts.copies().orElseThrow(), check)
              .map(finished -> score(index, check, finished));
      case Setup.Failed failed -> Mono.just(skipped(index, check, failed.why()));
    };
  }

  private Score score(int index, GradingTest test, FinishedExecution finished) {
    Judgement judgement = test.judge(finished.result());
    TestResult result =
        new TestResult(
            test.id(),
            judgement.verdict(),
            judgement.message(),
            policy.shown(finished.result().stdout(), grading.tests().size()),
            finished.result().usage());
    return new Score(index, result, index == 0 ? Optional.of(finished) : Optional.empty());
  }

  private static Score skipped(int index, GradingTest test, Judgement why) {
    String message = "The setup failed: " + why.message();
    return new Score(index, TestResult.skipped(test.id(), message), Optional.empty());
  }
}
