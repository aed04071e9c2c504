package io.serpentarium.service.e2b;

import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.execution.FinishedExecution;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The events that tell of a command. */
final class ProcessEvents {

  static final Map<String, Object> SIGN_OF_LIFE = Map.of("keepalive", Map.of());

  private static final String KILLED = "signal: killed";

  private ProcessEvents() {}

  /** Returns the message that a process runs, the first of each stream. */
  static Map<String, Object> start(int number) {
    return Map.of("start", Map.of("pid", number));
  }

  /** Returns the message of an event; empty if it has none, a failure for one that tells of one. */
  static Mono<Map<String, Object>> of(ExecutionEvent event) {
    return switch (event) {
      case ExecutionEvent.Started _ -> Mono.empty();
      case ExecutionEvent.Output(OutputEvent.Stdout(String text)) -> data("stdout", text);
      case ExecutionEvent.Output(OutputEvent.Stderr(String text)) -> data("stderr", text);
      case ExecutionEvent.Output _ -> Mono.empty();
      case ExecutionEvent.Ended(FinishedExecution execution) -> end(execution.result().outcome());
      case ExecutionEvent.Failed(Throwable cause) -> Mono.error(cause);
    };
  }

  private static Mono<Map<String, Object>> data(String stream, String text) {
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return Mono.just(Map.of("data", Map.of(stream, encoded)));
  }

  private static Mono<Map<String, Object>> end(Outcome outcome) {
    return outcome instanceof Outcome.Completed completed
        ? end(completed.result().orElse(""))
        : Mono.just(end(-1, false, KILLED));
  }

  /** The value is a number, or the text that says why there is none. */
  private static Mono<Map<String, Object>> end(String value) {
    if (!value.matches("-?[0-9]{1,3}")) {
      return Mono.error(ConnectFailure.unimplemented(value));
    }
    int code = Integer.parseInt(value);
    return Mono.just(
        code < 0
            ? end(-1, false, code == -9 ? KILLED : "signal: " + -code)
            : end(code, true, "exit status " + code));
  }

  private static Map<String, Object> end(int code, boolean exited, String status) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("exitCode", code);
    fields.put("exited", exited);
    fields.put("status", status);
    if (code != 0) {
      fields.put("error", status);
    }
    return Map.of("end", fields);
  }
}
