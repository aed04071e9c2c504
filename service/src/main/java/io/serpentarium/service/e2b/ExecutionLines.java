package io.serpentarium.service.e2b;

import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.OutputEvent;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.service.core.execution.ExecutionEvent;
import io.serpentarium.service.core.execution.FinishedExecution;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The lines that tell of an execution. */
final class ExecutionLines {

  static final Map<String, Object> SIGN_OF_LIFE = Map.of("type", "keepalive");

  private static final long NANOS = 1_000_000_000;

  private ExecutionLines() {}

  /**
   * Returns the line of an event; empty when it has none.
   *
   * @param now when it is told
   */
  static Mono<Map<String, Object>> of(ExecutionEvent event, Instant now) {
    return switch (event) {
      case ExecutionEvent.Output(OutputEvent.Stdout(String text)) ->
          Mono.just(written("stdout", text, now));
      case ExecutionEvent.Output(OutputEvent.Stderr(String text)) ->
          Mono.just(written("stderr", text, now));
      case ExecutionEvent.Ended(FinishedExecution execution) -> end(execution.result().outcome());
      case ExecutionEvent.Failed(Throwable cause) -> Mono.error(cause);
      default -> Mono.empty();
    };
  }

  private static Map<String, Object> written(String stream, String text, Instant now) {
    return line(
        "type", stream, "text", text, "timestamp", now.getEpochSecond() * NANOS + now.getNano());
  }

  private static Mono<Map<String, Object>> end(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Completed(var value) -> Mono.justOrEmpty(value.map(ExecutionLines::result));
      case Outcome.Raised(PythonError error) ->
          Mono.just(error(error.name(), error.message(), error.traceback()));
      case Outcome.Exited(int code) -> Mono.just(error("SystemExit", Integer.toString(code), ""));
      case Outcome.Interrupted _ -> Mono.just(error("KeyboardInterrupt", "", ""));
      case Outcome.LimitExceeded(Limit limit) ->
          Mono.just(
              error("LimitExceeded", limit.wireName(), "The sandbox is as it was before this."));
      case Outcome.Crashed(String detail) ->
          Mono.just(error("Crashed", detail, "The sandbox is as it was before this."));
    };
  }

  /** A text's value is shown without its quotes. */
  private static Map<String, Object> result(String value) {
    boolean quoted =
        value.length() > 1
            && (value.charAt(0) == '\'' || value.charAt(0) == '"')
            && value.charAt(0) == value.charAt(value.length() - 1);
    String text = quoted ? value.substring(1, value.length() - 1) : value;
    return line("type", "result", "text", text, "is_main_result", true);
  }

  static Map<String, Object> error(String name, String message, String traceback) {
    return line("type", "error", "name", name, "value", message, "traceback", traceback);
  }

  private static Map<String, Object> line(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
    }
    return fields;
  }
}
