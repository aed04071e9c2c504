package io.serpentarium.service.v1;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.service.core.execution.EventLog;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.kernel.Displays;
import io.serpentarium.service.core.kernel.KernelEvent;
import io.serpentarium.service.edge.body.EventAnswers;
import io.serpentarium.service.edge.filter.Problems;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import tools.jackson.databind.JsonNode;

/** Answers with the events of the contract. */
@Component
final class EventStream {

  private final EventAnswers answers;

  EventStream(EventAnswers answers) {
    this.answers = answers;
  }

  record StartedData(String id) {}

  record TextData(String data) {}

  record DisplayData(JsonNode data, JsonNode metadata, @Nullable String displayId, boolean update) {

    static DisplayData of(KernelEvent.Display display) {
      DisplayView shown = DisplayView.of(display);
      return new DisplayData(shown.data(), shown.metadata(), shown.displayId(), display.update());
    }
  }

  record ClearData(@JsonProperty("wait") boolean later) {}

  record PromptData(String prompt) {}

  /**
   * Answers with an execution's events after a number, 0 for all. A slow reader holds the program
   * back; a reader that disconnects may come back.
   */
  Mono<ResponseEntity<Object>> answer(EventLog log, long number) {
    return answer(told(log.after(number)));
  }

  /**
   * Answers with all events of an execution that has yet to start, with signs of life until it
   * does.
   */
  Mono<ResponseEntity<Object>> answer(Mono<EventLog> start) {
    return answer(told(start.flatMapMany(log -> log.after(0))));
  }

  /**
   * Answers with events, until the caller's grant ends. A failure after the first event ends the
   * stream with an {@code error} event; one before is answered with the problem.
   */
  Mono<ResponseEntity<Object>> answer(Flux<ServerSentEvent<Object>> events) {
    return answers.of(events, sent -> sent.switchOnFirst(EventStream::failingByEvent));
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

  private static Flux<ServerSentEvent<Object>> told(Flux<EventLog.Entry> entries) {
    return entries.map(EventStream::event).filter(Optional::isPresent).map(Optional::orElseThrow);
  }

  /** Returns the event of an entry; empty for a display that is not to be sent. */
  private static Optional<ServerSentEvent<Object>> event(EventLog.Entry entry) {
    Optional<ServerSentEvent.Builder<Object>> event =
        entry.event() instanceof ExecutionEvent.Output(OutputEvent.Display(String line))
            ? Displays.read(line).flatMap(EventStream::displayed)
            : Optional.of(told(entry.event()));
    String id = new EventId(entry.executionId(), entry.number()).text();
    return event.map(builder -> builder.id(id).build());
  }

  private static Optional<ServerSentEvent.Builder<Object>> displayed(KernelEvent event) {
    return switch (event) {
      case KernelEvent.Display display -> Optional.of(builder("display", DisplayData.of(display)));
      case KernelEvent.Clear(boolean later) ->
          Optional.of(builder("clear_output", new ClearData(later)));
      default -> Optional.empty();
    };
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
      case OutputEvent.Display _ -> throw new IllegalStateException("it is told otherwise");
    };
  }

  private static ServerSentEvent.Builder<Object> builder(String name, Object data) {
    return ServerSentEvent.builder(data).event(name);
  }
}
