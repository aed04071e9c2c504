package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.body.JsonFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The way in which a call's program may ask a person for lines.
 *
 * @param possible whether the client can ask a person
 * @param reply the reply with which it calls again, if it does
 */
record Dialogue(boolean possible, Optional<Reply> reply) {

  static final Dialogue NONE = new Dialogue(false, Optional.empty());

  private static final String REQUEST = "line";
  private static final String ANSWER = "text";
  private static final String WAITS = "The program waits for a line of input.";
  private static final int LONGEST_NUMBER = 18;

  /**
   * A person's reply.
   *
   * @param executionId the id of the execution that waits
   * @param number the number of its event that asked
   * @param line the line; empty if the person declined
   */
  record Reply(String executionId, long number, Optional<String> line) {}

  /** Reads the reply among the parameters of a call. */
  static Optional<Reply> reply(JsonFields fields) {
    Optional<String> state = fields.optionalText("requestState");
    Optional<String> line = fields.object("inputResponses", Dialogue::responses).flatMap(l -> l);
    return state.flatMap(
        text -> {
          int dot = text.lastIndexOf('.');
          OptionalLong number = dot < 0 ? OptionalLong.empty() : number(text.substring(dot + 1));
          if (number.isEmpty()) {
            fields.reject("requestState", "is none of this server's");
            return Optional.empty();
          }
          return Optional.of(new Reply(text.substring(0, dot), number.getAsLong(), line));
        });
  }

  private static OptionalLong number(String digits) {
    boolean valid =
        !digits.isEmpty()
            && digits.length() <= LONGEST_NUMBER
            && digits.chars().allMatch(each -> each >= '0' && each <= '9');
    return valid ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
  }

  private static Optional<String> responses(JsonFields fields) {
    fields.allowUnknown();
    return fields.object(REQUEST, Dialogue::response).flatMap(line -> line);
  }

  private static Optional<String> response(JsonFields fields) {
    fields.allowUnknown();
    Optional<String> text = fields.object("content", Dialogue::content).flatMap(line -> line);
    return text.filter(line -> fields.text("action").equals("accept"));
  }

  private static Optional<String> content(JsonFields fields) {
    fields.allowUnknown();
    return fields.optionalText(ANSWER);
  }

  /** Returns the state that the client returns with the reply to an event. */
  static String state(String executionId, long number) {
    return executionId + "." + number;
  }

  /** Returns the result that makes the client ask a person. */
  static Map<String, @Nullable Object> fields(Told.Asked asked) {
    Map<String, Object> schema =
        Map.of(
            "type",
            "object",
            "properties",
            Map.of(ANSWER, Map.of("type", "string", "title", "Line")),
            "required",
            List.of(ANSWER));
    Map<String, Object> params =
        Map.of(
            "mode",
            "form",
            "message",
            asked.prompt().isBlank() ? WAITS : asked.prompt(),
            "requestedSchema",
            schema);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("resultType", "input_required");
    fields.put(
        "inputRequests", Map.of(REQUEST, Map.of("method", "elicitation/create", "params", params)));
    fields.put("requestState", asked.state());
    return fields;
  }
}
