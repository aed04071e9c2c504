package io.serpentarium.service.v1.ws;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.serpentarium.service.core.session.SessionState;
import io.serpentarium.service.v1.ExecutionView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A frame to the client of a channel. Ids are those that the client gave its executions. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ServerFrame.Status.class, name = "status"),
  @JsonSubTypes.Type(value = ServerFrame.Stdout.class, name = "stdout"),
  @JsonSubTypes.Type(value = ServerFrame.Stderr.class, name = "stderr"),
  @JsonSubTypes.Type(value = ServerFrame.Display.class, name = "display"),
  @JsonSubTypes.Type(value = ServerFrame.ClearOutput.class, name = "clear_output"),
  @JsonSubTypes.Type(value = ServerFrame.InputRequest.class, name = "input_request"),
  @JsonSubTypes.Type(value = ServerFrame.Result.class, name = "result"),
  @JsonSubTypes.Type(value = ServerFrame.Refusal.class, name = "error")
})
sealed interface ServerFrame {

  /** The status of the session, for executions of all clients. */
  record Status(SessionState state) implements ServerFrame {}

  record Stdout(String id, String data) implements ServerFrame {}

  record Stderr(String id, String data) implements ServerFrame {}

  /**
   * A display of a program.
   *
   * @param data representations by MIME type
   * @param displayId the id for updates
   * @param update whether this replaces the display with the id
   */
  record Display(
      String id, JsonNode data, JsonNode metadata, @Nullable String displayId, boolean update)
      implements ServerFrame {}

  /**
   * Removes the displays.
   *
   * @param later whether to wait until something new is displayed
   */
  record ClearOutput(String id, @JsonProperty("wait") boolean later) implements ServerFrame {}

  record InputRequest(String id, String prompt) implements ServerFrame {}

  record Result(String id, ExecutionView execution) implements ServerFrame {}

  /**
   * A frame that could not be used.
   *
   * @param code the code of a problem
   * @param id the id of the requested execution, if it was one
   */
  record Refusal(
      String code, String detail, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String id)
      implements ServerFrame {}
}
