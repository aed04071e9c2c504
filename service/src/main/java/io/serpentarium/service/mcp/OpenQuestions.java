package io.serpentarium.service.mcp;

import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The questions on the streams of calls to which clients have not responded yet. Thread-safe. */
@Component
@OpenDoor(Door.MCP)
final class OpenQuestions {

  private final Map<Question, Sinks.One<Dialogue.Response>> open = new ConcurrentHashMap<>();

  /**
   * The identity of a question.
   *
   * @param session the session of the connection
   * @param id the id of the server's request
   */
  private record Question(String tenant, String session, String id) {}

  /** Waits for the response to a question from the moment of subscription. */
  Mono<Dialogue.Response> response(String session, String id) {
    return CurrentTenant.with(
        tenant ->
            Mono.defer(
                () -> {
                  Question question = new Question(tenant.id(), session, id);
                  Sinks.One<Dialogue.Response> response = Sinks.one();
                  open.put(question, response);
                  return response.asMono().doFinally(signal -> open.remove(question, response));
                }));
  }

  /** Passes a response on, if its question is open. */
  Mono<Void> respond(String session, String id, Dialogue.Response response) {
    return CurrentTenant.with(
        tenant -> {
          Sinks.One<Dialogue.Response> asked = open.get(new Question(tenant.id(), session, id));
          if (asked != null) {
            asked.tryEmitValue(response);
          }
          return Mono.empty();
        });
  }
}
