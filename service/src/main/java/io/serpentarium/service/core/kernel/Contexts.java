package io.serpentarium.service.core.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Contexts: sets of variables in the one interpreter of a session, which share its files and
 * modules. They are part of the session's state. The usual one, whose name is empty, is always
 * there.
 *
 * <p>Everything waits for what runs in the session, and fails as {@link
 * io.serpentarium.service.core.session.SessionExecutionService#start} does.
 */
@Service
public final class Contexts {

  /** The most contexts of a session in addition to the default one. */
  public static final int MOST = 100;

  /** The error of a cell whose context does not exist. */
  private static final String UNKNOWN = "ContextNotFoundError";

  private final KernelCells cells;

  Contexts(KernelCells cells) {
    this.cells = cells;
  }

  /**
   * A context.
   *
   * @param directory the directory in which its next cell begins
   */
  public record Context(String name, String directory) {}

  /** The result of a change. */
  public enum Change {
    DONE,
    /** There is no such context. */
    MISSING,
    /** The context is the only one: it restarts with the interpreter, which has not been done. */
    ALONE
  }

  /**
   * Executes a cell as notebooks do, and returns its events: its input with its number, its
   * displays, its result or its failure, and at last {@link KernelEvent.Executed}. {@code input()}
   * gets no answer. Cancelling interrupts the cell.
   *
   * @param environment variables that only this cell sees
   */
  public Flux<KernelEvent> run(
      String sessionId, String context, Map<String, String> environment, String code) {
    return cells.execute(sessionId, code, GuestCode.runIn(context, environment, code));
  }

  /** Returns whether an event means that there was no such context. */
  public static boolean isUnknown(KernelEvent event) {
    return event instanceof KernelEvent.Failure failure && failure.name().equals(UNKNOWN);
  }

  /** Lists them, the usual one first. */
  public Mono<List<Context>> list(String sessionId) {
    return cells
        .call(sessionId, GuestCode.call("contexts"))
        .map(
            answer ->
                answer.map(told -> told.path("contexts").valueStream()).stream()
                    .flatMap(found -> found)
                    .limit(MOST + 1)
                    .map(Contexts::context)
                    .toList());
  }

  private static Context context(JsonNode told) {
    return new Context(text(told, "name"), text(told, "directory"));
  }

  private static String text(JsonNode told, String field) {
    String text = told.path(field).asString("");
    return text.substring(0, Math.min(text.length(), GuestMessage.LONGEST_NAME));
  }

  /**
   * Creates a context.
   *
   * @param name a name that no context has
   * @return the reason why it could not be created; empty on success
   */
  public Mono<Optional<String>> create(String sessionId, String name, String directory) {
    return cells
        .call(sessionId, GuestCode.call("make_context", name, directory, MOST))
        .map(Contexts::problem);
  }

  /** Removes one; the usual one is cleared. */
  public Mono<Change> remove(String sessionId, String name) {
    return change(sessionId, "remove_context", name);
  }

  /** Clears one, and has modules of the program's own be imported again. */
  public Mono<Change> restart(String sessionId, String name) {
    return change(sessionId, "restart_context", name);
  }

  private Mono<Change> change(String sessionId, String function, String name) {
    return cells
        .call(sessionId, GuestCode.call(function, name))
        .map(
            answer ->
                switch (problem(answer).orElse("")) {
                  case "missing" -> Change.MISSING;
                  case "alone" -> Change.ALONE;
                  default -> Change.DONE;
                });
  }

  private static Optional<String> problem(Optional<JsonNode> answer) {
    return answer
        .map(told -> told.path("problem"))
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue);
  }
}
