package io.serpentarium.service.core.kernel;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Stdin;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.Ids;
import io.serpentarium.service.core.execution.RunningExecution;
import io.serpentarium.service.core.kernel.KernelRequest.Ask;
import io.serpentarium.service.core.kernel.KernelRequest.Question;
import io.serpentarium.service.core.session.SessionExecutionService;
import io.serpentarium.service.core.session.SessionExecutionService.Submission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Answers what editors ask of code in sessions, which keep no trace of it and need no kernel.
 *
 * <p>Cursors are in code points. Everything fails as {@link SessionExecutionService#start} does;
 * whatever the program does with a question is no failure, but an empty answer.
 */
@Service
public final class Questions {

  /** Names that are offered. */
  static final int MOST_MATCHES = 1_000;

  private final SessionExecutionService executions;
  private final Ids ids;

  Questions(SessionExecutionService executions, Ids ids) {
    this.executions = executions;
    this.ids = ids;
  }

  /**
   * The possible replacements of a part of the code.
   *
   * @param start the start of that part
   * @param end the end of that part, exclusive
   */
  public record Completion(List<String> matches, int start, int end) {

    public Completion {
      matches = List.copyOf(matches);
    }
  }

  /**
   * The description of a name.
   *
   * @param data descriptions by MIME type, an object
   */
  public record Inspection(boolean found, JsonNode data) {}

  /** Completes the name before the cursor. */
  public Mono<Completion> complete(String sessionId, String code, int cursor) {
    return ask(sessionId, new Ask(Question.COMPLETE, code, cursor, 0))
        .map(answer -> completion(answer, code, cursor));
  }

  /**
   * Describes the name at the cursor.
   *
   * @param detail more than 0 for sources
   */
  public Mono<Inspection> inspect(String sessionId, String code, int cursor, int detail) {
    return ask(sessionId, new Ask(Question.INSPECT, code, cursor, detail))
        .map(Questions::inspection);
  }

  private Mono<Optional<JsonNode>> ask(String sessionId, Ask question) {
    String call = GuestCode.loadAndAsk(question);
    return executions
        .start(
            sessionId, new Submission(ids.execution(), call, Stdin.empty(), Map.of(), false, false))
        .flatMap(RunningExecution::result)
        .map(FinishedExecution::result)
        .map(Questions::answer);
  }

  /** The answer in a question's result; empty where the interpreter failed to give one. */
  static Optional<JsonNode> answer(ExecutionResult result) {
    return result.outcome() instanceof Outcome.Completed(Optional<String> value)
        ? value.flatMap(GuestMessage::tree)
        : Optional.empty();
  }

  private static Completion completion(Optional<JsonNode> answer, String code, int cursor) {
    if (answer.isEmpty()) {
      return new Completion(List.of(), cursor, cursor);
    }
    JsonNode told = answer.get();
    List<String> matches =
        told.path("matches").values().stream()
            .filter(JsonNode::isString)
            .map(JsonNode::stringValue)
            .filter(match -> match.length() <= GuestMessage.LONGEST_NAME)
            .limit(MOST_MATCHES)
            .toList();
    int start = Math.clamp(told.path("start").asInt(cursor), 0, cursor);
    int end =
        Math.clamp(told.path("end").asInt(cursor), cursor, code.codePointCount(0, code.length()));
    return new Completion(matches, start, end);
  }

  private static Inspection inspection(Optional<JsonNode> answer) {
    JsonNode data = answer.map(told -> told.path("data")).orElseGet(Questions::nothing);
    boolean found = answer.filter(told -> told.path("found").asBoolean(false)).isPresent();
    return found && data.isObject() ? new Inspection(true, data) : new Inspection(false, nothing());
  }

  private static JsonNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }
}
