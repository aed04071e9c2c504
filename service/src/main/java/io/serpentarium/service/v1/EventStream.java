package io.serpentarium.service.v1;

import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.service.core.execution.EventLog;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.tenancy.CurrentTenant;
import io.serpentarium.service.edge.body.Heartbeats;
import io.serpentarium.service.edge.filter.Problems;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/** Answers with server-sent events, and with a comment now and then as a sign of life. */
@Component
final class EventStream {

  private static final ServerSentEvent<Object> HEARTBEAT =
      ServerSentEvent.builder().comment("heartbeat").build();

  /** Between two looks at whether the client may still listen. */
  private static final Duration REVOCATION = Duration.ofSeconds(1);

  private final Heartbeats heartbeats;

  EventStream(Heartbeats heartbeats) {
    this.heartbeats = heartbeats;
  }

  record StartedData(String id) {}

  record TextData(String data) {}

  record PromptData(String prompt) {}

  /**
   * Answers with the events of an execution that follow one, 0 for all. A slow reader holds the
   * program back; one who disconnects may come back.
   */
  Mono<ResponseEntity<Object>> answer(EventLog log, long number) {
    return answer(log.after(number).map(EventStream::event));
  }

  /**
   * Answers with all events of an execution that has yet to start, with signs of life until it
   * does.
   */
  Mono<ResponseEntity<Object>> answer(Mono<EventLog> start) {
    return answer(start.flatMapMany(log -> log.after(0)).map(EventStream::event));
  }

  /**
   * Answers with these events, until what the caller was let in by is no longer good. What fails
   * once something was sent ends with an {@code error} event; what fails before that is answered
   * with the problem.
   */
  Mono<ResponseEntity<Object>> answer(Flux<ServerSentEvent<Object>> events) {
    return CurrentTenant.withGrant(
        grant ->
            Mono.just(
                ResponseEntity.ok()
                    .contentType(MediaType.TEXT_EVENT_STREAM)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .header("X-Accel-Buffering", "no")
                    .body(
                        heartbeats
                            .into(events, () -> HEARTBEAT)
                            .switchOnFirst(EventStream::failingByEvent)
                            .takeUntilOther(grant.revoked(REVOCATION)))));
  }

  private static Flux<ServerSentEvent<Object>> failingByEvent(
      Signal<? extends ServerSentEvent<Object>> first, Flux<ServerSentEvent<Object>> events) {
    return first.hasValue()
        ? events.onErrorResume(failure -> Mono.just(event("error", Problems.of(failure))))
        : events;
  }

  static ServerSentEvent<Object> event(String name, Object data) {
    return builder(name, data).build();
  }

  private static ServerSentEvent<Object> event(EventLog.Entry entry) {
    return told(entry.event()).id(new EventId(entry.executionId(), entry.number()).text()).build();
  }

  private static ServerSentEvent.Builder<Object> told(ExecutionEvent event) {
    return switch (event) {
      case ExecutionEvent.Started(String id) -> builder("started", new StartedData(id));
      case ExecutionEvent.Output(OutputEvent output) -> told(output);
      case ExecutionEvent.Ended(var execution) -> builder("result", ExecutionView.of(execution));
      case ExecutionEvent.Failed(Throwable cause) -> builder("error", Problems.of(cause));
    };
  }

  private static ServerSentEvent.Builder<Object> told(OutputEvent output) {
    return switch (output) {
      case OutputEvent.Stdout(String text) -> builder("stdout", new TextData(text));
      case OutputEvent.Stderr(String text) -> builder("stderr", new TextData(text));
      case OutputEvent.InputRequest(String prompt) ->
          builder("input_request", new PromptData(prompt));
      case OutputEvent.Display(String line) -> builder("display", new TextData(line));
    };
  }

  private static ServerSentEvent.Builder<Object> builder(String name, Object data) {
    return ServerSentEvent.builder(data).event(name);
  }
}
