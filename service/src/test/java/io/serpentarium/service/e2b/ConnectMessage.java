package io.serpentarium.service.e2b;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages of the Connect protocol, as clients write and read them. */
final class ConnectMessage {

  static final MediaType TYPE = MediaType.parseMediaType("application/connect+json");

  private ConnectMessage() {}

  static byte[] of(byte[] content) {
    return ByteBuffer.allocate(content.length + 5)
        .put((byte) 0)
        .putInt(content.length)
        .put(content)
        .array();
  }

  /** Starts a command as clients do, with a shell. */
  static byte[] start(String line, String directory, Map<String, String> variables) {
    return start(line, directory, variables, false);
  }

  /**
   * Starts a command.
   *
   * @param fed whether its standard input stays open
   */
  static byte[] start(String line, String directory, Map<String, String> variables, boolean fed) {
    Map<String, Object> process =
        Map.of(
            "cmd",
            "/bin/bash",
            "args",
            List.of("-l", "-c", line),
            "cwd",
            directory,
            "envs",
            variables);
    return of(JsonMapper.shared().writeValueAsBytes(Map.of("process", process, "stdin", fed)));
  }

  /** The whole messages at the beginning of a stream. */
  static List<JsonNode> readSoFar(byte[] stream) {
    ByteBuffer bytes = ByteBuffer.wrap(stream);
    List<JsonNode> messages = new ArrayList<>();
    while (bytes.remaining() >= 5 && bytes.remaining() >= 5 + bytes.getInt(bytes.position() + 1)) {
      byte[] message = new byte[bytes.getInt(bytes.position() + 1)];
      bytes.position(bytes.position() + 5).get(message);
      messages.add(JsonMapper.shared().readTree(message));
    }
    return messages;
  }

  /** The messages of a stream, of which the last one alone is marked so. */
  static List<JsonNode> read(byte[] stream) {
    ByteBuffer bytes = ByteBuffer.wrap(stream);
    List<JsonNode> messages = new ArrayList<>();
    while (bytes.hasRemaining()) {
      boolean last = bytes.get() == 2;
      byte[] message = new byte[bytes.getInt()];
      bytes.get(message);
      assertThat(last).isEqualTo(!bytes.hasRemaining());
      messages.add(JsonMapper.shared().readTree(message));
    }
    return messages;
  }
}
