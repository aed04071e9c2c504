package io.serpentarium.service.mcp;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.ProgramService;
import io.serpentarium.service.core.execution.ProgramService.Script;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionExecutionService.Submission;
import io.serpentarium.service.core.session.SessionTurns;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs code: in a session, each piece in its turn, or once. */
@Component
@OpenDoor(Door.MCP)
final class PythonRuns {

  private final SessionExecutionService executions;
  private final ProgramService programs;
  private final SessionTurns turns;
  private final BodyCaps caps;
  private final Ids ids;

  PythonRuns(
      SessionExecutionService executions,
      ProgramService programs,
      SessionTurns turns,
      BodyCaps caps,
      Ids ids) {
    this.executions = executions;
    this.programs = programs;
    this.turns = turns;
    this.caps = caps;
    this.ids = ids;
  }

  /**
   * Runs code, and tells what it writes and how it ended. Cancelling interrupts it.
   *
   * @param own the session of the connection, if it has one
   */
  Flux<Told> run(ToolCall.RunPython call, Optional<String> own) {
    caps.requireCode(call.code());
    return call.session()
        .or(() -> call.once() ? Optional.empty() : own)
        .map(session -> runIn(session, call))
        .orElseGet(() -> runOnce(call))
        .concatMap(PythonRuns::told);
  }

  private Flux<ExecutionEvent> runIn(String session, ToolCall.RunPython call) {
    Submission submission =
        new Submission(ids.execution(), call.code(), call.stdin(), call.limits(), true);
    return turns.inTurn(session, executions.start(session, submission), RunningExecution::events);
  }

  private Flux<ExecutionEvent> runOnce(ToolCall.RunPython call) {
    ExecutionRequest request = ExecutionRequest.program(call.code()).withStdin(call.stdin());
    return programs.follow(
        new Script(request, List.of(), call.limits()), (session, running) -> running.events());
  }

  private static Mono<Told> told(ExecutionEvent event) {
    return switch (event) {
      case ExecutionEvent.Output(OutputEvent.Stdout(String text)) ->
          Mono.just(new Told.Written(text));
      case ExecutionEvent.Output(OutputEvent.Stderr(String text)) ->
          Mono.just(new Told.Written(text));
      case ExecutionEvent.Ended(var execution) ->
          Mono.just(new Told.Done(ToolResult.of(execution)));
      case ExecutionEvent.Failed(Throwable cause) -> Mono.error(cause);
      default -> Mono.empty();
    };
  }
}
