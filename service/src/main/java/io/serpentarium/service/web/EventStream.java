package io.serpentarium.service.web;

import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.service.execution.ExecutionEvent;
import io.serpentarium.service.execution.RunningExecution;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers with server-sent events, and with a comment now and then as a sign of life. */
@Component
final class EventStream {

  private static final ServerSentEvent<Object> HEARTBEAT =
      ServerSentEvent.builder().comment("heartbeat").build();

  private final Heartbeats heartbeats;

  EventStream(Heartbeats heartbeats) {
    this.heartbeats = heartbeats;
  }

  record StartedData(String id) {}

  record TextData(String data) {}

  record PromptData(String prompt) {}

  /** Tells one execution; cancelling interrupts it. A slow reader holds it back. */
  Mono<ResponseEntity<Object>> answer(RunningExecution running) {
    return answer(running.events().map(EventStream::event));
  }

  /** Tells what is told. */
  Mono<ResponseEntity<Object>> answer(Flux<ServerSentEvent<Object>> events) {
    return Mono.just(
        ResponseEntity.ok()
            .contentType(MediaType.TEXT_EVENT_STREAM)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .header("X-Accel-Buffering", "no")
            .body(heartbeats.into(events, () -> HEARTBEAT)));
  }

  static ServerSentEvent<Object> event(String name, Object data) {
    return ServerSentEvent.builder(data).event(name).build();
  }

  private static ServerSentEvent<Object> event(ExecutionEvent event) {
    return switch (event) {
      case ExecutionEvent.Started(String id) -> event("started", new StartedData(id));
      case ExecutionEvent.Output(OutputEvent output) -> event(output);
      case ExecutionEvent.Ended(var execution) -> event("result", ExecutionView.of(execution));
    };
  }

  private static ServerSentEvent<Object> event(OutputEvent output) {
    return switch (output) {
      case OutputEvent.Stdout(String text) -> event("stdout", new TextData(text));
      case OutputEvent.Stderr(String text) -> event("stderr", new TextData(text));
      case OutputEvent.InputRequest(String prompt) ->
          event("input_request", new PromptData(prompt));
    };
  }
}
