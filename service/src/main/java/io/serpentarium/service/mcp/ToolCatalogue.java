package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The tools as clients see them, always in the same order. */
@Component
@OpenDoor(Door.MCP)
final class ToolCatalogue {

  private final JsonNode plain = read();
  private final JsonNode routed = routed();

  /** The tools as a version of the protocol has them. */
  JsonNode in(ProtocolVersion version) {
    return version.isStateless() ? routed : plain;
  }

  /** Makes clients repeat the argument that names a session in a header, by which it is routed. */
  private static JsonNode routed() {
    JsonNode tools = read();
    for (JsonNode tool : tools) {
      if (tool.at("/inputSchema/properties/session") instanceof ObjectNode session) {
        session.put("x-mcp-header", "Session");
      }
    }
    return tools;
  }

  private static JsonNode read() {
    try (InputStream in =
        new ClassPathResource("tools.json", ToolCatalogue.class).getInputStream()) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
