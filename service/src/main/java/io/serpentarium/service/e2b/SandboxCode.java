package io.serpentarium.service.e2b;

import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.kernel.Contexts;
import io.serpentarium.service.core.kernel.Contexts.Change;
import io.serpentarium.service.core.kernel.Contexts.Context;
import io.serpentarium.service.core.kernel.KernelEvent;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionExecutionService.Submission;
import io.serpentarium.service.core.session.SessionService;
import io.serpentarium.service.core.session.SessionTurns;
import io.serpentarium.service.core.session.SideExecution;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs code in the contexts of sandboxes, each piece in its turn. */
@Component
@OpenDoor(Door.E2B)
final class SandboxCode {

  /** Code whose value are the variables of the interpreter's environment. */
  private static final String ENVIRONMENT = "{**__import__('os').environ}";

  private static final String NO_VARIABLES = "{}";

  private final SessionService sessions;
  private final SessionExecutionService executions;
  private final Contexts contexts;
  private final SessionTurns turns;
  private final WireJson json;
  private final Ids ids;

  /** The context whose code runs, by sandbox. */
  private final Map<String, String> running = new ConcurrentHashMap<>();

  SandboxCode(
      SessionService sessions,
      SessionExecutionService executions,
      Contexts contexts,
      SessionTurns turns,
      WireJson json,
      Ids ids) {
    this.sessions = sessions;
    this.executions = executions;
    this.contexts = contexts;
    this.turns = turns;
    this.json = json;
    this.ids = ids;
  }

  /**
   * Runs code, and returns its events. Cancelling interrupts the code.
   *
   * @param variables variables of the environment for this code alone
   */
  Flux<KernelEvent> run(
      String sandbox, String context, Map<String, String> variables, String code) {
    Flux<KernelEvent> events =
        contexts
            .run(sandbox, context, variables, code)
            .doOnSubscribe(begun -> running.put(sandbox, context))
            .doFinally(signal -> running.remove(sandbox, context));
    return turns
        .inTurn(sandbox, events)
        .doOnNext(
            event -> {
              if (!context.isEmpty() && Contexts.isUnknown(event)) {
                throw missing(context);
              }
            });
  }

  /** Lists the contexts. */
  Mono<List<Context>> contexts(String sandbox) {
    return turns.inTurn(sandbox, contexts.list(sandbox).flux()).single();
  }

  /** Makes a context. */
  Mono<Void> makeContext(String sandbox, String context, String directory) {
    return turns
        .inTurn(sandbox, contexts.create(sandbox, context, directory).flux())
        .single()
        .doOnNext(
            refused ->
                refused.ifPresent(
                    reason -> {
                      throw new ProblemException(ProblemCode.BAD_REQUEST, reason);
                    }))
        .then();
  }

  /** Removes a context, whose code is interrupted. */
  Mono<Void> removeContext(String sandbox, String context) {
    return stopped(sandbox, context)
        .thenMany(turns.inTurn(sandbox, contexts.remove(sandbox, context).flux()))
        .doOnNext(change -> requireFound(change, context))
        .then();
  }

  /** Clears a context, whose code is interrupted. */
  Mono<Void> restartContext(String sandbox, String context) {
    return stopped(sandbox, context)
        .thenMany(turns.inTurn(sandbox, contexts.restart(sandbox, context).flux()))
        .doOnNext(change -> requireFound(change, context))
        .filter(Change.ALONE::equals)
        .flatMap(alone -> sessions.restart(sandbox))
        .then();
  }

  private Mono<?> stopped(String sandbox, String context) {
    return context.equals(running.get(sandbox)) ? executions.interrupt(sandbox) : Mono.empty();
  }

  private static void requireFound(Change change, String context) {
    if (change == Change.MISSING) {
      throw missing(context);
    }
  }

  private static ProblemException missing(String context) {
    return new ProblemException(ProblemCode.NOT_FOUND, "Context " + context + " not found.");
  }

  /** Sets variables of the environment for good. */
  Mono<Void> export(String sandbox, Map<String, String> variables) {
    if (variables.isEmpty()) {
      return Mono.empty();
    }
    String code = "__import__('os').environ.update(%s)".formatted(literal(variables));
    return turns
        .inTurn(sandbox, start(sandbox, code, false), started -> started.result().flux())
        .doOnNext(SandboxCode::requireDone)
        .then();
  }

  private static void requireDone(FinishedExecution execution) {
    if (!(execution.result().outcome() instanceof Outcome.Completed)) {
      throw new ProblemException(
          ProblemCode.BAD_REQUEST, "These variables are not valid in an environment.");
    }
  }

  /**
   * Starts a shell's command line beside the sandbox's code, in the environment that the sandbox
   * has when the code before it has ended; its value is its exit code, or a text that says why it
   * cannot be run here.
   */
  Mono<SideExecution> command(String sandbox, Command command) {
    return turns
        .inTurn(sandbox, start(sandbox, ENVIRONMENT, false), started -> started.result().flux())
        .single()
        .flatMap(environment -> start(sandbox, command, value(environment)));
  }

  private static String value(FinishedExecution execution) {
    return execution.result().outcome() instanceof Outcome.Completed(var value)
        ? value.orElse(NO_VARIABLES)
        : NO_VARIABLES;
  }

  /**
   * Starts a command in an environment.
   *
   * @param environment a dictionary, as the sandbox's own interpreter has written it
   */
  private Mono<SideExecution> start(String sandbox, Command command, String environment) {
    String code =
        "__import__('_processes').command(%s, %s, {**%s, **%s})"
            .formatted(
                literal(command.line()),
                literal(command.directory().orElse("")),
                environment,
                literal(command.variables()));
    Stdin stdin = command.fed() ? Stdin.open() : Stdin.empty();
    return executions.startBeside(
        sandbox, new Submission(ids.execution(), code, stdin, Map.of(), true));
  }

  /** Returns a text, or an object of texts, in JSON, which Python reads as its own. */
  private String literal(Object value) {
    return new String(json.write(value), StandardCharsets.UTF_8);
  }

  private Mono<RunningExecution> start(String sandbox, String code, boolean streaming) {
    return executions.start(
        sandbox, new Submission(ids.execution(), code, Stdin.empty(), Map.of(), streaming));
  }
}
