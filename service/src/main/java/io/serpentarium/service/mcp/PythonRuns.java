package io.serpentarium.service.mcp;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.execution.EventLog;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.ProgramService;
import io.serpentarium.service.core.execution.ProgramService.Script;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.kernel.DisplayLoader;
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
  private final DisplayLoader displays;
  private final BodyCaps caps;
  private final Ids ids;

  PythonRuns(
      SessionExecutionService executions,
      ProgramService programs,
      SessionTurns turns,
      DisplayLoader displays,
      BodyCaps caps,
      Ids ids) {
    this.executions = executions;
    this.programs = programs;
    this.turns = turns;
    this.displays = displays;
    this.caps = caps;
    this.ids = ids;
  }

  /**
   * Runs code, and reports its output and its end. Cancelling interrupts the code.
   *
   * @param own the session of the connection, if it has one
   * @param dialogue the way in which the code may ask for lines
   */
  Flux<Told> run(ToolCall.RunPython call, Optional<String> own, Dialogue dialogue) {
    caps.requireCode(call.code());
    Optional<String> session = call.session().or(() -> call.once() ? Optional.empty() : own);
    if (session.isPresent() && dialogue.possible() && call.input().isEmpty()) {
      return ask(session.get(), call, dialogue);
    }
    return session
        .map(each -> runIn(each, call))
        .orElseGet(() -> runOnce(call))
        .concatMap(PythonRuns::told);
  }

  /** Runs code until it has ended or asks for a line, or goes on with what asked. */
  private Flux<Told> ask(String session, ToolCall.RunPython call, Dialogue dialogue) {
    Flux<Told> told =
        dialogue.reply().map(reply -> resume(session, reply)).orElseGet(() -> begin(session, call));
    return Flux.usingWhen(
        Mono.just(session),
        each -> told,
        each -> Mono.empty(),
        (each, failure) -> Mono.empty(),
        executions::interrupt);
  }

  private Flux<Told> begin(String session, ToolCall.RunPython call) {
    return turns.inTurn(
        session,
        executions
            .startFollowed(session, submission(call, Stdin.open()))
            .retryWhen(SessionTurns.UNTIL_IDLE)
            .flatMapMany(log -> followed(log, 0)));
  }

  private Flux<Told> resume(String session, Dialogue.Reply reply) {
    return executions
        .events(session, reply.executionId())
        .map(log -> log.requireAfter(reply.number()))
        .delayUntil(log -> answer(session, reply))
        .flatMapMany(log -> followed(log, reply.number()));
  }

  /** Answers the program; a declined reply ends its input. */
  private Mono<Void> answer(String session, Dialogue.Reply reply) {
    return reply
        .line()
        .map(line -> executions.writeStdin(session, line + "\n"))
        .orElseGet(() -> executions.endStdin(session));
  }

  private static Flux<Told> followed(EventLog log, long number) {
    return log.after(number)
        .<Told>concatMap(
            entry ->
                entry.event() instanceof ExecutionEvent.Output(OutputEvent.InputRequest(var prompt))
                    ? Mono.just(
                        new Told.Asked(prompt, Dialogue.state(log.executionId(), entry.number())))
                    : told(entry.event()),
            1)
        .takeUntil(Told.Last.class::isInstance);
  }

  private Flux<ExecutionEvent> runIn(String session, ToolCall.RunPython call) {
    return turns.inTurn(
        session,
        executions.start(session, submission(call, call.stdin())),
        RunningExecution::events);
  }

  private Submission submission(ToolCall.RunPython call, Stdin stdin) {
    return new Submission(ids.execution(), call.code(), stdin, call.limits(), true)
        .after(displays.prelude(call.code()));
  }

  private Flux<ExecutionEvent> runOnce(ToolCall.RunPython call) {
    ExecutionRequest request =
        ExecutionRequest.program(call.code())
            .withStdin(call.stdin())
            .after(displays.prelude(call.code()));
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
