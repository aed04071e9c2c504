package io.serpentarium.service.e2b;

import io.serpentarium.service.core.kernel.KernelEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The lines that tell of an execution. */
final class ExecutionLines {

  static final Map<String, Object> SIGN_OF_LIFE = Map.of("type", "keepalive");

  private static final long NANOS = 1_000_000_000;

  private static final String TEXT = "text/plain";

  /** The names of results by MIME type; all others are extra. */
  private static final Map<String, String> FORMATS =
      Map.ofEntries(
          Map.entry(TEXT, "text"),
          Map.entry("text/html", "html"),
          Map.entry("text/markdown", "markdown"),
          Map.entry("image/svg+xml", "svg"),
          Map.entry("image/png", "png"),
          Map.entry("image/jpeg", "jpeg"),
          Map.entry("application/pdf", "pdf"),
          Map.entry("text/latex", "latex"),
          Map.entry("application/json", "json"),
          Map.entry("application/javascript", "javascript"),
          Map.entry("e2b/data", "data"),
          Map.entry("e2b/chart", "chart"));

  private ExecutionLines() {}

  /**
   * Returns the line of an event; empty if it has none.
   *
   * @param now the time of the line
   */
  static Mono<Map<String, Object>> of(KernelEvent event, Instant now) {
    return switch (event) {
      case KernelEvent.Input(var _, int count) ->
          Mono.just(line("type", "number_of_executions", "execution_count", count));
      case KernelEvent.Stdout(String text) -> Mono.just(written("stdout", text, now));
      case KernelEvent.Stderr(String text) -> Mono.just(written("stderr", text, now));
      case KernelEvent.Display(var bundle, var _, boolean update) when !update ->
          Mono.just(result(bundle, false));
      case KernelEvent.Result(var bundle, var _) -> Mono.just(result(bundle, true));
      case KernelEvent.Failure(String name, String message, var traceback) ->
          Mono.just(error(name, message, String.join("\n", traceback)));
      default -> Mono.empty();
    };
  }

  private static Map<String, Object> written(String stream, String text, Instant now) {
    return line(
        "type", stream, "text", text, "timestamp", now.getEpochSecond() * NANOS + now.getNano());
  }

  private static Map<String, Object> result(KernelEvent.Bundle bundle, boolean main) {
    Map<String, Object> fields = line("type", "result");
    Map<String, Object> extra = new LinkedHashMap<>();
    bundle
        .data()
        .properties()
        .forEach(
            each ->
                Optional.ofNullable(FORMATS.get(each.getKey()))
                    .ifPresentOrElse(
                        format -> fields.put(format, shown(each.getKey(), each.getValue())),
                        () -> extra.put(each.getKey(), each.getValue())));
    if (!extra.isEmpty()) {
      fields.put("extra", extra);
    }
    fields.put("is_main_result", main);
    return fields;
  }

  private static Object shown(String type, JsonNode value) {
    if (!value.isString()) {
      return value;
    }
    String text = value.stringValue();
    return type.equals(TEXT) ? unquoted(text) : type.startsWith("image/") ? text.strip() : text;
  }

  /** A text's value is shown without its quotes. */
  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && (value.charAt(0) == '\'' || value.charAt(0) == '"')
            && value.charAt(0) == value.charAt(value.length() - 1);
    return quoted ? value.substring(1, value.length() - 1) : value;
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
