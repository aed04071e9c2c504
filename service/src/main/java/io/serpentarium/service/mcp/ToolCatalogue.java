package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.body.JsonFields;
import io.serpentarium.service.edge.route.Door;
import io.serpentarium.service.edge.route.OpenDoor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The tools as clients see them, always in the same order. */
@Component
@OpenDoor(Door.MCP)
final class ToolCatalogue {

  private final List<Extension> extensions;
  private final JsonNode plain;
  private final JsonNode routed;

  ToolCatalogue(ObjectProvider<Extension> extensions) {
    this.extensions = extensions.orderedStream().toList();
    this.plain = all();
    this.routed = routed(all());
  }

  /** The tools as a version of the protocol has them. */
  JsonNode in(ProtocolVersion version) {
    return version.isStateless() ? routed : plain;
  }

  /** Returns what reads the arguments of a tool; empty when no tool has this name. */
  Optional<Function<JsonFields, ToolCall>> reader(String tool) {
    return ToolCall.reader(tool)
        .or(() -> extensions.stream().flatMap(each -> each.reader(tool).stream()).findFirst());
  }

  private JsonNode all() {
    ArrayNode tools = JsonMapper.shared().createArrayNode();
    read().forEach(tools::add);
    extensions.forEach(each -> each.tools().forEach(tools::add));
    return tools;
  }

  /** Makes clients repeat the argument that names a session in a header, by which it is routed. */
  private static JsonNode routed(JsonNode tools) {
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
