package io.serpentarium.service.mcp;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.PythonError;
import io.serpentarium.service.core.execution.FinishedExecution;
import io.serpentarium.service.core.execution.Transcript;
import io.serpentarium.service.core.kernel.Displays;
import io.serpentarium.service.core.kernel.KernelEvent;
import io.serpentarium.service.edge.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;

/**
 * The result of a tool.
 *
 * @param content parts for the model, in order
 * @param structured data for programs, by the tool's output schema, or null for none
 * @param failed whether the model must know that the tool did not do what it asked
 */
record ToolResult(
    List<Map<String, Object>> content,
    @Nullable Map<String, @Nullable Object> structured,
    boolean failed) {

  /**
   * The most characters of an execution's output that a model reads: of its beginning and of its
   * end.
   */
  private static final int MOST_SHOWN = 32 << 10;

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

  /** Types of images that models see. */
  private static final List<String> IMAGES = List.of("image/png", "image/jpeg");

  /** Types of texts that are displayed where there is no image, the most telling first. */
  private static final List<String> TEXTS =
      List.of("text/markdown", "text/latex", "text/plain", "text/html", "image/svg+xml");

  private static final String JSON = "application/json";
  private static final String PDF = "application/pdf";
  private static final String AUDIO = "audio/";

  private static final Pattern BREAKS = Pattern.compile("\\s+");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]++={0,2}");

  static ToolResult text(String text) {
    return new ToolResult(List.of(part(text)), null, false);
  }

  static ToolResult of(String text, Map<String, @Nullable Object> structured) {
    return new ToolResult(List.of(part(text)), structured, false);
  }

  private static Map<String, Object> part(String text) {
    return Map.of("type", "text", "text", text);
  }

  private static Map<String, Object> media(String kind, String type, String base64) {
    return Map.of("type", kind, "mimeType", type, "data", base64);
  }

  private static Map<String, Object> resource(
      String uri, String type, String form, String content) {
    return Map.of(
        "type", "resource", "resource", Map.of("uri", uri, "mimeType", type, form, content));
  }

  /** A file: text as text, PNG and JPEG as images, anything else in base64. */
  static ToolResult ofFile(String path, byte[] content) {
    String image = image(content);
    if (image != null) {
      return new ToolResult(List.of(media("image", image, base64(content))), null, false);
    }
    try {
      return text(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      return new ToolResult(
          List.of(resource(uri(path), "application/octet-stream", "blob", base64(content))),
          null,
          false);
    }
  }

  private static @Nullable String image(byte[] content) {
    return begins(content, PNG) ? "image/png" : begins(content, JPEG) ? "image/jpeg" : null;
  }

  private static boolean begins(byte[] content, byte[] signature) {
    return content.length >= signature.length
        && Arrays.mismatch(content, 0, signature.length, signature, 0, signature.length) < 0;
  }

  private static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }

  private static String uri(String path) {
    String absolute = path.startsWith("/") ? path : "/sandbox/" + path;
    return "file://" + UriUtils.encodePath(absolute, StandardCharsets.UTF_8);
  }

  static ToolResult refused(String sentence) {
    return new ToolResult(List.of(part(sentence)), null, true);
  }

  static ToolResult refused(Problem problem) {
    return refused(problem.title() + ": " + RpcError.sentence(problem));
  }

  /** Returns the result of an execution. */
  static ToolResult of(FinishedExecution execution) {
    ExecutionResult result = execution.result();
    Outcome outcome = result.outcome();
    Map<String, @Nullable Object> structured = new LinkedHashMap<>();
    structured.put("status", FinishedExecution.Status.of(outcome));
    structured.put("limit", outcome instanceof Outcome.LimitExceeded(Limit limit) ? limit : null);
    structured.put("stdout", result.stdout());
    structured.put("stderr", result.stderr());
    structured.put("truncated", result.stdoutTruncated() || result.stderrTruncated());
    structured.put("result", value(outcome));
    structured.put("error", outcome instanceof Outcome.Raised(var error) ? error(error) : null);
    structured.put("exit_code", outcome instanceof Outcome.Exited(int code) ? code : null);
    structured.put("session", execution.sessionId());
    structured.put("session_state", execution.sessionId() == null ? null : result.sessionState());
    boolean failed =
        !(outcome instanceof Outcome.Completed)
            && !(outcome instanceof Outcome.Exited(int code) && code == 0);
    List<Map<String, Object>> content = new ArrayList<>();
    content.add(part(shown(execution)));
    int number = 0;
    for (KernelEvent.Display display : Displays.of(result.displays()).displays()) {
      String uri = "display://%s/%d".formatted(execution.id(), number++);
      displayed(display.bundle().data(), uri).ifPresent(content::add);
    }
    return new ToolResult(content, structured, failed);
  }

  /**
   * Returns a display in the first of its forms that a model can perceive.
   *
   * @param uri the URI of the resource that it may be
   */
  private static Optional<Map<String, Object>> displayed(JsonNode data, String uri) {
    return Stream.<Supplier<Optional<Map<String, Object>>>>of(
            () -> base64(data, "image", IMAGES),
            () -> base64(data, "audio", audioTypes(data)),
            () -> embedded(data, uri),
            () -> text(data))
        .flatMap(form -> form.get().stream())
        .findFirst();
  }

  private static List<String> audioTypes(JsonNode data) {
    return data.propertyNames().stream().filter(type -> type.startsWith(AUDIO)).toList();
  }

  private static Optional<Map<String, Object>> base64(
      JsonNode data, String kind, List<String> types) {
    return types.stream()
        .filter(type -> isBase64(unbroken(data.path(type))))
        .findFirst()
        .map(type -> media(kind, type, unbroken(data.path(type))));
  }

  private static String unbroken(JsonNode base64) {
    return BREAKS.matcher(base64.asString("")).replaceAll("");
  }

  private static boolean isBase64(String text) {
    return BASE64.matcher(text).matches();
  }

  /** Embeds JSON, unless it is too long to be read by a model, or a PDF file. */
  private static Optional<Map<String, Object>> embedded(JsonNode data, String uri) {
    if (data.has(JSON) && data.get(JSON).toString().length() <= 2 * MOST_SHOWN) {
      return Optional.of(resource(uri, JSON, "text", data.get(JSON).toString()));
    }
    String pdf = unbroken(data.path(PDF));
    return isBase64(pdf) ? Optional.of(resource(uri, PDF, "blob", pdf)) : Optional.empty();
  }

  private static Optional<Map<String, Object>> text(JsonNode data) {
    return TEXTS.stream()
        .map(type -> data.path(type).asString(""))
        .filter(text -> !text.isEmpty())
        .findFirst()
        .map(text -> part(shortened(text)));
  }

  private static String shortened(String part) {
    StringBuilder text = new StringBuilder();
    append(text, part);
    return text.toString();
  }

  private static @Nullable String value(Outcome outcome) {
    return outcome instanceof Outcome.Completed(var value) ? value.orElse(null) : null;
  }

  private static Map<String, String> error(PythonError error) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", error.name());
    fields.put("message", error.message());
    fields.put("traceback", error.traceback());
    return fields;
  }

  /** Shows an execution as a terminal does, with additional facts that a terminal does not show. */
  private static String shown(FinishedExecution execution) {
    ExecutionResult result = execution.result();
    StringBuilder text = new StringBuilder();
    append(text, result.stdout());
    append(text, result.stderr());
    append(text, Transcript.traceback(execution));
    String value = value(result.outcome());
    append(text, value == null ? "" : value);
    append(text, remark(execution));
    return text.isEmpty() ? "(no output)" : text.toString();
  }

  private static void append(StringBuilder text, String part) {
    if (!part.isEmpty() && !text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
    if (part.length() <= 2 * MOST_SHOWN) {
      text.append(part);
    } else {
      text.append(part, 0, MOST_SHOWN)
          .append("\n… ")
          .append(part.length() - 2 * MOST_SHOWN)
          .append(" characters are left out here …\n")
          .append(part, part.length() - MOST_SHOWN, part.length());
    }
  }

  private static String remark(FinishedExecution execution) {
    ExecutionResult result = execution.result();
    String ending =
        switch (result.outcome()) {
          case Outcome.LimitExceeded(Limit limit) ->
              "Stopped: the limit %s was exceeded.".formatted(limit.wireName());
          case Outcome.Interrupted _ -> "Interrupted.";
          case Outcome.Crashed _ -> "The interpreter crashed.";
          case Outcome.Exited(int code) when code != 0 -> "Exited with %d.".formatted(code);
          default -> "";
        };
    return ending.isEmpty() || execution.sessionId() == null
        ? ending
        : ending + " " + fate(result.sessionState());
  }

  private static String fate(SessionFate fate) {
    return switch (fate) {
      case KEPT -> "The session's variables are kept.";
      case ROLLED_BACK -> "The session is as it was before this call.";
      case LOST -> "The session is lost.";
    };
  }

  /** Returns the result of the request, without what its version of the protocol adds. */
  Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("content", content);
    if (structured != null) {
      fields.put("structuredContent", structured);
    }
    fields.put("isError", failed);
    return fields;
  }
}
