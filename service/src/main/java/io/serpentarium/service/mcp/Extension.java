package io.serpentarium.service.mcp;

import io.serpentarium.service.edge.body.JsonFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Tools and resources that the door offers beside its own. */
interface Extension {

  /** Returns its tools as clients see them. */
  List<JsonNode> tools();

  /** Returns what reads the arguments of a tool; empty if it has no tool of this name. */
  Optional<Function<JsonFields, ToolCall>> reader(String tool);

  /** Returns its resources as clients see them. */
  List<Map<String, Object>> resources();

  /** Returns the templates of its resources as clients see them. */
  List<Map<String, Object>> templates();

  /** Reads one of its resources; empty if it has none with this URI. */
  Mono<Map<String, Object>> read(String uri);
}
