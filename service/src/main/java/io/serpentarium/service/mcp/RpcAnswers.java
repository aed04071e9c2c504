package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.body.EventAnswers;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers requests with one message, or with a stream of which it is the last. */
@Component
@OpenDoor(Door.MCP)
final class RpcAnswers {

  private final EventAnswers answers;

  RpcAnswers(EventAnswers answers) {
    this.answers = answers;
  }

  static ResponseEntity<Object> accepted() {
    return ResponseEntity.accepted().build();
  }

  /** An answer with a result. */
  static ResponseEntity<Object> result(McpMessage request, Map<String, @Nullable Object> result) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(message(request, result));
  }

  /** An answer with an error. */
  static ResponseEntity<Object> refused(RpcError error, McpMessage request, int status) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(error.message(request.id().orElse(null)));
  }

  /** A message with a result. */
  static Map<String, @Nullable Object> message(
      McpMessage request, Map<String, @Nullable Object> result) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", "2.0");
    message.put("id", request.id().orElse(null));
    message.put("result", result);
    return message;
  }

  /** Answers with the end of a call; one that is cancelled has none. */
  static Mono<ResponseEntity<Object>> end(
      McpMessage request,
      Flux<Told> told,
      Function<Told.Last, Map<String, @Nullable Object>> form) {
    return told.ofType(Told.Last.class)
        .singleOrEmpty()
        .map(last -> result(request, form.apply(last)))
        .defaultIfEmpty(accepted());
  }

  /**
   * Answers with the output of a call, as its progress, and with its end.
   *
   * @param token the client's token for the progress
   */
  Mono<ResponseEntity<Object>> stream(
      McpMessage request,
      Flux<Told> told,
      Object token,
      Function<Told.Last, Map<String, @Nullable Object>> form) {
    AtomicLong written = new AtomicLong();
    Flux<ServerSentEvent<Object>> events =
        told.<Object>map(
                each ->
                    switch (each) {
                      case Told.Written(String text) ->
                          progress(token, written.addAndGet(text.length()), text);
                      case Told.Last last -> message(request, form.apply(last));
                    })
            .onErrorResume(
                failure ->
                    Mono.just(RpcError.of(Problems.of(failure)).message(request.id().orElse(null))))
            .map(message -> ServerSentEvent.builder(message).event("message").build());
    return answers.of(events);
  }

  private static Map<String, Object> progress(Object token, long written, String text) {
    return Map.of(
        "jsonrpc", "2.0",
        "method", "notifications/progress",
        "params", Map.of("progressToken", token, "progress", written, "message", text));
  }
}
