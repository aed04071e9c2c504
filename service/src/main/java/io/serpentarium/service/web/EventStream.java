package io.serpentarium.service.web;

import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.service.execution.ExecutionEvent;
import io.serpentarium.service.execution.RunningExecution;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Tells an execution as server-sent events, with a comment now and then as a sign of life. */
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

  /** The events of one execution; cancelling interrupts it. A slow reader holds it back. */
  Flux<ServerSentEvent<Object>> of(RunningExecution running) {
    return heartbeats.into(running.events().map(EventStream::event), () -> HEARTBEAT);
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

  private static ServerSentEvent<Object> event(String name, Object data) {
    return ServerSentEvent.builder(data).event(name).build();
  }
}
