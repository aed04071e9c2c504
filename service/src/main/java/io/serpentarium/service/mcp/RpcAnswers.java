package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.body.EventAnswers;
import io.serpentarium.service.edge.filter.Problems;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
   * The reports that a client wants of a call.
   *
   * @param progressToken the client's token for progress, if it wants any
   * @param level the least level of log messages, if it wants any
   * @param isQuestioned whether its person may be asked on the stream, or told of changes there
   */
  record Wishes(Optional<Object> progressToken, Optional<Level> level, boolean isQuestioned) {

    /** Returns whether only a stream can tell it all. */
    boolean needStream() {
      return progressToken.isPresent() || level.isPresent() || isQuestioned;
    }
  }

  /** Answers with the reports of a call that a client wants, and with its end. */
  Mono<ResponseEntity<Object>> stream(
      McpMessage request,
      Flux<Told> told,
      Wishes wishes,
      Function<Told.Last, Map<String, @Nullable Object>> form) {
    AtomicLong written = new AtomicLong();
    Flux<ServerSentEvent<Object>> events =
        told.<Object>concatMapIterable(
                each ->
                    switch (each) {
                      case Told.Written output -> reports(output, wishes, written);
                      case Told.Question(Told.Asked question) -> List.of(question(question));
                      case Told.Changed(String uri) ->
                          List.of(notification("resources/updated", Map.of("uri", uri)));
                      case Told.Last last -> List.of(message(request, form.apply(last)));
                    })
            .onErrorResume(
                failure ->
                    Mono.just(RpcError.of(Problems.of(failure)).message(request.id().orElse(null))))
            .map(message -> ServerSentEvent.builder(message).event("message").build());
    return answers.of(events);
  }

  private static List<Object> reports(Told.Written output, Wishes wishes, AtomicLong written) {
    List<Object> reports = new ArrayList<>();
    long total = written.addAndGet(output.text().length());
    wishes.progressToken().map(token -> progress(token, total, output)).ifPresent(reports::add);
    wishes
        .level()
        .filter(least -> least.includes(output.level()))
        .map(least -> log(output))
        .ifPresent(reports::add);
    return reports;
  }

  private static Map<String, Object> progress(Object token, long written, Told.Written output) {
    return notification(
        "progress", Map.of("progressToken", token, "progress", written, "message", output.text()));
  }

  private static Map<String, Object> log(Told.Written output) {
    return notification(
        "message",
        Map.of(
            "level",
            output.level().name().toLowerCase(Locale.ROOT),
            "logger",
            output.level() == Level.INFO ? "stdout" : "stderr",
            "data",
            output.text()));
  }

  private static Map<String, Object> notification(String name, Map<String, Object> params) {
    return Map.of("jsonrpc", "2.0", "method", "notifications/" + name, "params", params);
  }

  private static Map<String, Object> question(Told.Asked question) {
    return Map.of(
        "jsonrpc",
        "2.0",
        "id",
        question.state(),
        "method",
        "elicitation/create",
        "params",
        Dialogue.params(question));
  }
}
