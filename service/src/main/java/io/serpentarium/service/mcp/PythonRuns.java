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
import io.serpentarium.service.core.failure.FailureCode;
import io.serpentarium.service.core.failure.ServiceFailure;
import io.serpentarium.service.core.kernel.DisplayLoader;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionExecutionService.Submission;
import io.serpentarium.service.core.session.SessionTurns;
import io.serpentarium.service.edge.body.BodyCaps;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
    if (session.isPresent() && dialogue.isPossible() && call.input().isEmpty()) {
      return ask(session.get(), call, dialogue);
    }
    return session
        .map(each -> runIn(each, call))
        .orElseGet(() -> runOnce(call))
        .concatMap(PythonRuns::told);
  }

  /** Runs code until it has ended or asks for a line, or goes on with what asked. */
  private Flux<Told> ask(String session, ToolCall.RunPython call, Dialogue dialogue) {
    return switch (dialogue) {
      case Dialogue.Rounds(Dialogue.Replies(var state, var responses)) when state.isPresent() ->
          interruptible(
              session,
              state.get().subject(),
              resume(session, state.get(), Optional.ofNullable(responses.get(LineQuestion.KEY))));
      case Dialogue.Live live ->
          begin(session, call, log -> interviewed(session, told(log, 0), live));
      default -> begin(session, call, log -> round(log, 0));
    };
  }

  private Flux<Told> begin(
      String session, ToolCall.RunPython call, Function<EventLog, Flux<Told>> follower) {
    Submission submission = submission(call, Stdin.open());
    return turns.inTurn(
        session,
        interruptible(
            session,
            submission.id(),
            executions
                .startFollowed(session, submission)
                .retryWhen(SessionTurns.UNTIL_IDLE)
                .flatMapMany(follower)));
  }

  /** Interrupts an execution, and no other of its session, when its followers cancel. */
  private Flux<Told> interruptible(String session, String execution, Flux<Told> told) {
    return Flux.usingWhen(
        Mono.just(execution),
        each -> told,
        each -> Mono.empty(),
        (each, failure) -> Mono.empty(),
        each -> executions.interrupt(session, each));
  }

  private Flux<Told> resume(
      String session, Dialogue.State state, Optional<Dialogue.Response> response) {
    return executions
        .events(session, state.subject())
        .map(log -> log.requireAfter(state.number()))
        .delayUntil(log -> answer(session, response.orElse(Dialogue.Response.DECLINED)))
        .flatMapMany(log -> round(log, state.number()));
  }

  /** Answers the program; a declined question ends its input. */
  private Mono<Void> answer(String session, Dialogue.Response response) {
    return response
        .text()
        .map(line -> executions.writeStdin(session, line + "\n"))
        .orElseGet(() -> executions.endStdin(session));
  }

  /** Follows an execution up to its next question. */
  private static Flux<Told> round(EventLog log, long number) {
    return told(log, number).takeUntil(Told.Last.class::isInstance);
  }

  /** Follows an execution to its end, and answers its questions with the person's responses. */
  private Flux<Told> interviewed(String session, Flux<Told> told, Dialogue.Live live) {
    return told.flatMap(
            each ->
                each instanceof Told.Asked question
                    ? live.ask(question, response -> answered(session, response))
                    : Mono.just(each))
        .takeUntil(Told.Done.class::isInstance);
  }

  /** Answers the program, unless it has ended meanwhile. */
  private Flux<Told> answered(String session, Dialogue.Response response) {
    return answer(session, response)
        .onErrorComplete(failure -> ServiceFailure.is(failure, FailureCode.NOT_RUNNING))
        .thenMany(Flux.empty());
  }

  private static Flux<Told> told(EventLog log, long number) {
    return log.after(number)
        .concatMap(
            entry ->
                entry.event() instanceof ExecutionEvent.Output(OutputEvent.InputRequest(var prompt))
                    ? Mono.<Told>just(LineQuestion.of(prompt, log.executionId(), entry.number()))
                    : told(entry.event()),
            1);
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
          Mono.just(new Told.Written(text, Level.INFO));
      case ExecutionEvent.Output(OutputEvent.Stderr(String text)) ->
          Mono.just(new Told.Written(text, Level.WARNING));
      case ExecutionEvent.Ended(var execution) ->
          Mono.just(new Told.Done(ToolResult.of(execution)));
      case ExecutionEvent.Failed(Throwable cause) -> Mono.error(cause);
      default -> Mono.empty();
    };
  }
}
