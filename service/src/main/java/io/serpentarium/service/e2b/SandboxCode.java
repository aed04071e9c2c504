package io.serpentarium.service.e2b;

import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionExecutionService.Submission;
import io.serpentarium.service.core.session.SessionTurns;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs code in sandboxes, each piece in its turn. */
@Component
@OpenDoor(Door.E2B)
final class SandboxCode {

  private final SessionExecutionService executions;
  private final SessionTurns turns;
  private final WireJson json;
  private final Ids ids;

  SandboxCode(SessionExecutionService executions, SessionTurns turns, WireJson json, Ids ids) {
    this.executions = executions;
    this.turns = turns;
    this.json = json;
    this.ids = ids;
  }

  /** Runs code, and gives its events. Cancelling interrupts it. */
  Flux<ExecutionEvent> run(String sandbox, String code) {
    return turns.inTurn(sandbox, start(sandbox, code, true), RunningExecution::events);
  }

  /**
   * Sets variables of the environment. A JSON object of texts is a dictionary to Python as well.
   */
  Mono<Void> export(String sandbox, Map<String, String> variables) {
    if (variables.isEmpty()) {
      return Mono.empty();
    }
    String dictionary = new String(json.write(variables), StandardCharsets.UTF_8);
    String code = "__import__('os').environ.update(%s)".formatted(dictionary);
    return turns
        .inTurn(sandbox, start(sandbox, code, false), running -> running.result().flux())
        .doOnNext(SandboxCode::requireDone)
        .then();
  }

  private static void requireDone(FinishedExecution execution) {
    if (!(execution.result().outcome() instanceof Outcome.Completed)) {
      throw new ProblemException(
          ProblemCode.BAD_REQUEST, "These variables cannot be in an environment.");
    }
  }

  private Mono<RunningExecution> start(String sandbox, String code, boolean streaming) {
    return executions.start(
        sandbox, new Submission(ids.execution(), code, Stdin.empty(), Map.of(), streaming));
  }
}
