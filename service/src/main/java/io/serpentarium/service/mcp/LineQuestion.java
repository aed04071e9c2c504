package io.serpentarium.service.mcp;

import java.util.List;
import java.util.Map;

/** The question by which a program's {@code input()} asks a person for a line. */
final class LineQuestion {

  static final String KEY = "line";

  /** The property that has the line. */
  static final String ANSWER = "text";

  private static final String WAITS = "The program waits for a line of input.";

  private static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of(ANSWER, Map.of("type", "string", "title", "Line")),
          "required",
          List.of(ANSWER));

  private LineQuestion() {}

  /**
   * Returns the question.
   *
   * @param number the number of the execution's event that asks
   */
  static Told.Asked of(String prompt, String executionId, long number) {
    return new Told.Asked(
        KEY,
        prompt.isBlank() ? WAITS : prompt,
        SCHEMA,
        new Dialogue.State(executionId, number).text());
  }
}
