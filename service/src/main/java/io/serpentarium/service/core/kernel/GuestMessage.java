package io.serpentarium.service.core.kernel;

import io.serpentarium.service.core.kernel.KernelEvent.Bundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A line that a program has displayed, as {@code display.py} and {@code kernel.py} write it. Any
 * program can write any line: what is none of these is dropped.
 */
sealed interface GuestMessage {

  /** A bundle, for the cell's output or as its result. */
  record Shown(Bundle bundle, Optional<String> id, boolean update) implements GuestMessage {}

  /** The value of the cell. */
  record Value(Bundle bundle) implements GuestMessage {}

  record Cleared(boolean later) implements GuestMessage {}

  /** The number of the cell that runs, where the interpreter counts them. */
  record Counted(int count) implements GuestMessage {}

  record Prompt(String text, boolean hidden) implements GuestMessage {}

  record Raised(KernelEvent.Failure error) implements GuestMessage {}

  /** A description for people, such as that of {@code zip?}. */
  record Page(JsonNode data) implements GuestMessage {}

  record Expressions(JsonNode values) implements GuestMessage {}

  /** The last cells are to be taken back. */
  record Undo(int cells) implements GuestMessage {}

  /** The state is to be kept under a name. */
  record Checkpoint(String name) implements GuestMessage {}

  /** A state that was kept is to be put back. */
  record Restore(String name) implements GuestMessage {}

  /** Lines of a traceback that are taken. */
  int MOST_LINES = 10_000;

  /** Cells that a program may ask to have taken back. */
  int MOST_CELLS = 1_000;

  /** Characters of a name or an id. */
  int LONGEST_NAME = 1_000;

  /** Reads a line. */
  static Optional<GuestMessage> read(String line) {
    return tree(line).flatMap(node -> of(node, 2L * line.length()));
  }

  /** Reads JSON that a program has written. */
  static Optional<JsonNode> tree(String line) {
    try {
      JsonNode tree = Reader.MAPPER.readTree(line);
      return Optional.of(mayBeMalformed(line) ? wellFormed(tree) : tree).filter(JsonNode::isObject);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** Escapes can name halves of characters, which cannot be sent on. */
  private static boolean mayBeMalformed(String line) {
    return line.contains("\\ud") || line.contains("\\uD");
  }

  private static JsonNode wellFormed(JsonNode tree) {
    byte[] utf8 = Reader.MAPPER.writeValueAsString(tree).getBytes(StandardCharsets.UTF_8);
    return Reader.MAPPER.readTree(utf8);
  }

  private static Optional<GuestMessage> of(JsonNode node, long bytes) {
    return Optional.ofNullable(
        switch (text(node, "is")) {
          case "display" ->
              new Shown(
                  bundle(node, bytes),
                  Optional.of(name(node, "id")).filter(id -> !id.isEmpty()),
                  node.path("update").asBoolean(false));
          case "result" -> new Value(bundle(node, bytes));
          case "clear" -> new Cleared(node.path("wait").asBoolean(false));
          case "count" -> new Counted(Math.max(node.path("count").asInt(1), 1));
          case "prompt" -> new Prompt(text(node, "prompt"), node.path("hidden").asBoolean(false));
          case "error" -> new Raised(error(node));
          case "page" -> new Page(object(node.path("data")));
          case "expressions" -> new Expressions(object(node.path("values")));
          case "undo" -> new Undo(Math.clamp(node.path("cells").asInt(1), 1, MOST_CELLS));
          case "checkpoint" -> new Checkpoint(name(node, "name"));
          case "restore" -> new Restore(name(node, "name"));
          default -> null;
        });
  }

  private static Bundle bundle(JsonNode node, long bytes) {
    return new Bundle(object(node.path("data")), object(node.path("metadata")), bytes);
  }

  private static KernelEvent.Failure error(JsonNode node) {
    List<String> lines = new ArrayList<>();
    node.path("traceback").values().stream()
        .limit(MOST_LINES)
        .forEach(line -> lines.add(line.asString("")));
    return new KernelEvent.Failure(name(node, "name"), text(node, "message"), lines);
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString("");
  }

  private static String name(JsonNode node, String name) {
    String text = text(node, name);
    return text.substring(0, Math.min(text.length(), LONGEST_NAME));
  }

  private static JsonNode object(JsonNode node) {
    return node.isObject() ? node : JsonNodeFactory.instance.objectNode();
  }

  /** Bounds the heap memory that a line can take: its length is bounded already. */
  final class Reader {

    private static final int MOST_TOKENS = 200_000;
    private static final int DEEPEST = 100;

    static final JsonMapper MAPPER =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxTokenCount(MOST_TOKENS)
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    private Reader() {}
  }
}
