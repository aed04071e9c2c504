package io.serpentarium.service.core.grading;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.PrivateRuns;
import io.serpentarium.service.core.execution.SessionSeries;
import io.serpentarium.service.core.execution.SessionStart;
import io.serpentarium.service.core.execution.Workers;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Runs what a submission consists of, each in a state that no other has seen. Cancelling stops it.
 */
@Component
final class TestRuns {

  private final PrivateRuns runs;
  private final Workers workers;

  TestRuns(PrivateRuns runs, Workers workers) {
    this.runs = runs;
    this.workers = workers;
  }

  /** Runs the program for the checks. */
  Mono<Setup> setUp(Grading grading, Limits limits) {
    return runs.run(
        SessionStart.fresh(limits, grading.files()),
        ExecutionRequest.script(grading.code()).withoutValue(),
        (session, finished) -> workers.bulk().call(() -> setup(session, finished)));
  }

  /** Runs the program as a whole. */
  Mono<FinishedExecution> run(SessionSeries fresh, GradingTest.Run test, String program) {
    return runs.run(
        fresh,
        ExecutionRequest.program(program).withoutValue().withStdin(Stdin.text(test.stdin())));
  }

  /** Runs a check in the state that the program left. */
  Mono<FinishedExecution> check(SessionSeries copies, GradingTest.Check test) {
    return runs.run(copies, ExecutionRequest.cell(test.code()).withoutValue());
  }

  /** Closes what no test needs any more, later. */
  void end(TestStarts starts) {
    workers.runUnheard(starts::close);
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
