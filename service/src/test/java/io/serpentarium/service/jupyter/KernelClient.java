package io.serpentarium.service.jupyter;

import io.serpentarium.service.testing.ChannelClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A client of a kernel that speaks the framing without a subprotocol. */
final class KernelClient implements AutoCloseable {

  private final JsonMapper json = JsonMapper.shared();
  private final ChannelClient socket;
  private int sent;

  KernelClient(URI uri) {
    this(uri, new HttpHeaders());
  }

  KernelClient(URI uri, HttpHeaders headers) {
    socket = new ChannelClient(uri, headers);
  }

  /** Sends a message, and returns its id. */
  String send(String channel, String type, String content) {
    String id = "m" + ++sent;
    ObjectNode message = json.createObjectNode();
    message.putObject("header").put("msg_id", id).put("msg_type", type);
    message.set("content", json.readTree(content));
    socket.send(json.writeValueAsString(message.put("channel", channel)));
    return id;
  }

  String execute(String code) {
    ObjectNode content = json.createObjectNode().put("code", code);
    return send("shell", "execute_request", content.toString());
  }

  JsonNode next() {
    return json.readTree(socket.next());
  }

  /** The next message of a type, leaving out those before it. */
  JsonNode next(String type) {
    JsonNode message = next();
    while (!message.get("msg_type").stringValue().equals(type)) {
      message = next();
    }
    return message;
  }

  /** The messages that belong to another, up to idle. */
  List<JsonNode> answers(String id) {
    List<JsonNode> all = new ArrayList<>();
    while (true) {
      JsonNode message = next();
      if (message.at("/parent_header/msg_id").asString("").equals(id)) {
        all.add(message);
        if (message.at("/content/execution_state").asString("").equals("idle")) {
          return all;
        }
      }
    }
  }

  /** Executes, and returns in short what came of it. */
  List<String> run(String code) {
    return answers(execute(code)).stream().map(KernelClient::shortly).toList();
  }

  private static String shortly(JsonNode message) {
    JsonNode content = message.get("content");
    return switch (message.get("msg_type").stringValue()) {
      case "status" -> content.get("execution_state").stringValue();
      case "stream" ->
          content.get("name").stringValue() + " " + content.get("text").stringValue().strip();
      case "execute_input" -> "input " + content.get("execution_count");
      case "execute_result", "display_data", "update_display_data" ->
          message.get("msg_type").stringValue() + " " + content.get("data");
      case "error" -> "error " + content.get("ename").stringValue();
      case "execute_reply" -> content.get("status").stringValue();
      case "clear_output" -> "clear " + content.get("wait");
      default -> message.get("msg_type").stringValue();
    };
  }

  /** Waits until the other side closes the socket, and returns the reason. */
  @Nullable String closeReason() {
    return socket.closeStatus().getReason();
  }

  @Override
  public void close() {
    socket.close();
  }
}
