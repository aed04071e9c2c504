package io.serpentarium.service.mcp;

import java.util.Map;

/** A report of a tool, while it works or at its end. */
sealed interface Told {

  /**
   * Something was written.
   *
   * @param level {@link Level#INFO} for standard output, {@link Level#WARNING} for standard error
   */
  record Written(String text, Level level) implements Told {}

  /** The person is asked something, and the call goes on with the response. */
  record Question(Asked asked) implements Told {}

  /** A resource that the client watches has changed. */
  record Changed(String uri) implements Told {}

  /** The answer to a request. */
  sealed interface Last extends Told {}

  /** The end of the call. */
  record Done(ToolResult result) implements Last {}

  /**
   * A question to the person at the client. As an answer, the client calls again with the response.
   *
   * @param key the name of the question among those of an answer
   * @param message the message to the person
   * @param schema the JSON Schema of the form
   * @param state the state that the client returns with the response
   */
  record Asked(String key, String message, Map<String, Object> schema, String state)
      implements Last {}
}
