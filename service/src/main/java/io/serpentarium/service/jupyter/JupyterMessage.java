package io.serpentarium.service.jupyter;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A message that a client sends.
 *
 * @param channel {@code shell}, {@code control} or {@code stdin}
 * @param header an object
 * @param content an object
 */
record JupyterMessage(String channel, JsonNode header, JsonNode content) {

  /** Returns the message's type. */
  String type() {
    return header.path("msg_type").asString("");
  }

  /** Text of its content; empty where there is none. */
  String text(String name) {
    return content.path(name).asString("");
  }

  boolean flag(String name, boolean usual) {
    return content.path(name).asBoolean(usual);
  }

  int number(String name, int usual) {
    return content.path(name).asInt(usual);
  }

  /**
   * A message to a client.
   *
   * @param channel the channel: {@code shell}, {@code control}, {@code stdin} or {@code iopub}
   * @param parent the header of the message to which it belongs, or an empty object
   * @param content the content, written as JSON
   */
  record Sent(
      String channel,
      Map<String, Object> header,
      Object parent,
      Map<String, Object> metadata,
      Map<String, Object> content) {}
}
