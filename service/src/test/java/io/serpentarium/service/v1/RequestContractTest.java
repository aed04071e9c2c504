package io.serpentarium.service.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.serpentarium.service.testing.HttpTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds what requests are read by to the contract: bodies that the schemas of {@code openapi.json}
 * refuse, each wrong in one place, are refused with a pointer to that place; those that the schemas
 * allow are read. A property that only one of both knows fails it.
 */
class RequestContractTest extends HttpTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Code for the scripted sandbox, and as good a text as any. */
  private static final String TEXT = "print x";

  /** Properties by which alternatives are told apart: a check from a run, eof from data. */
  private static final Set<String> SELECTING =
      Set.of("check", "checker", "eof", "file", "interactor");

  /** Required beside another property, unless a further part of the body stands in for it. */
  private static final Map<String, String> COMPANIONS = Map.of("file", "content");

  private final JsonNode contract = contract();

  /**
   * A body.
   *
   * @param pointer to where it departs from the smallest one; it ends with a slash when that can be
   *     any property of the object before it
   * @param isAllowed whether the contract allows that
   */
  private record Body(String name, JsonNode json, String pointer, boolean isAllowed) {

    boolean isAt(String found) {
      return pointer.endsWith("/") ? found.startsWith(pointer) : found.equals(pointer);
    }
  }

  @TestFactory
  Stream<DynamicNode> holdsToTheContract() {
    return contract.get("paths").properties().stream()
        .flatMap(path -> requestBody(path.getKey(), path.getValue().path("post")).stream());
  }

  private List<DynamicNode> requestBody(String path, JsonNode operation) {
    JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
    return schema.isMissingNode()
        ? List.of()
        : List.of(dynamicContainer(path, bodies(schema).stream().map(body -> test(path, body))));
  }

  private DynamicTest test(String path, Body body) {
    return dynamicTest(
        body.name + " at " + (body.pointer.isEmpty() ? "/" : body.pointer),
        () -> {
          JsonNode answer =
              api.read(api.post(path.replace("{id}", "ses_unknown"), body.json.toString()));
          boolean isInvalid = answer.path("code").asString("").equals("validation");
          assertThat(isInvalid).as("%s -> %s", body.json, answer).isNotEqualTo(body.isAllowed);
          if (isInvalid) {
            assertThat(answer.get("errors").findValuesAsString("pointer"))
                .as("%s -> %s", body.json, answer)
                .isNotEmpty()
                .allMatch(body::isAt);
          }
        });
  }

  private List<Body> bodies(JsonNode schema) {
    List<Body> bodies = new ArrayList<>();
    for (JsonNode variant : variants(schema)) {
      bodies.add(new Body("the smallest", smallest(variant), "", true));
      inObject(variant, smallest(variant), "", bodies::add);
    }
    return bodies;
  }

  /**
   * Collects the bodies that differ in one object.
   *
   * @param whole body, in which the object is at the pointer
   */
  private void inObject(JsonNode schema, ObjectNode whole, String at, Consumer<Body> bodies) {
    bodies.accept(
        new Body("unknown property", with(whole, at, "colour", text()), at + "/colour", false));
    for (JsonNode required : schema.path("required")) {
      String name = required.stringValue();
      bodies.accept(
          new Body("missing " + name, without(whole, at, name), at + "/" + told(name), false));
    }
    for (var property : schema.path("properties").properties()) {
      if (!isChoice(schema, property.getKey())) {
        inProperty(property.getKey(), resolved(property.getValue()), whole, at, bodies);
      }
    }
  }

  private void inProperty(
      String name, JsonNode schema, ObjectNode whole, String at, Consumer<Body> bodies) {
    String pointer = at + "/" + name;
    Set<String> types = types(schema);
    for (JsonNode value :
        List.of(
            text(),
            JSON.numberNode(1),
            JSON.booleanNode(true),
            JSON.arrayNode(),
            JSON.objectNode(),
            JSON.nullNode())) {
      if (!types.contains(typeOf(value))) {
        String told = value.isNull() ? at + "/" + told(name) : pointer;
        bodies.accept(new Body("a " + typeOf(value), with(whole, at, name, value), told, false));
      }
    }
    if (types.contains("null") && !COMPANIONS.containsValue(name)) {
      bodies.accept(new Body("null", with(whole, at, name, JSON.nullNode()), pointer, true));
    }
    inRange(name, schema, whole, at, bodies);
    if (types.contains("array")) {
      inArray(name, schema, whole, at, bodies);
    } else if (types.contains("object")) {
      ObjectNode inner = smallest(schema);
      inObject(schema, with(whole, at, name, inner), pointer, bodies);
    }
  }

  private void inRange(
      String name, JsonNode schema, ObjectNode whole, String at, Consumer<Body> bodies) {
    String pointer = at + "/" + name;
    if (schema.has("minimum")) {
      long least = schema.get("minimum").longValue();
      bodies.accept(
          new Body("the least", with(whole, at, name, JSON.numberNode(least)), pointer, true));
      bodies.accept(
          new Body(
              "too little", with(whole, at, name, JSON.numberNode(least - 1)), pointer, false));
    }
    if (schema.has("maximum")) {
      long most = schema.get("maximum").longValue();
      bodies.accept(
          new Body("too much", with(whole, at, name, JSON.numberNode(most + 1)), pointer, false));
    }
    if (schema.has("maxLength")) {
      int longest = schema.get("maxLength").intValue();
      JsonNode value = JSON.stringNode("x".repeat(longest));
      bodies.accept(new Body("the longest", with(whole, at, name, value), pointer, true));
      JsonNode tooLong = JSON.stringNode("x".repeat(longest + 1));
      bodies.accept(new Body("too long", with(whole, at, name, tooLong), pointer, false));
    }
    if (schema.has("enum")) {
      for (JsonNode constant : schema.get("enum")) {
        bodies.accept(new Body("a constant", with(whole, at, name, constant), pointer, true));
      }
      bodies.accept(
          new Body("no constant", with(whole, at, name, JSON.stringNode("other")), pointer, false));
    }
  }

  private void inArray(
      String name, JsonNode schema, ObjectNode whole, String at, Consumer<Body> bodies) {
    String pointer = at + "/" + name;
    if (schema.path("minItems").intValue(0) > 0) {
      bodies.accept(new Body("empty", with(whole, at, name, JSON.arrayNode()), pointer, false));
    }
    for (JsonNode variant : variants(schema.get("items"))) {
      ArrayNode one = JSON.arrayNode().add(sample(variant));
      bodies.accept(new Body("one item", with(whole, at, name, one), pointer, true));
      bodies.accept(
          new Body(
              "a wrong item",
              with(whole, at, name, JSON.arrayNode().add(1)),
              pointer + "/0",
              false));
      if (types(variant).contains("object")) {
        inObject(variant, with(whole, at, name, one), pointer + "/0", bodies);
      }
    }
  }

  /** Returns the name, or nothing when a body without it is taken for another alternative. */
  private static String told(String name) {
    return SELECTING.contains(name) ? "" : name;
  }

  /** Whether a property is required by one of several alternatives, as a file's content is. */
  private static boolean isChoice(JsonNode schema, String name) {
    return schema.path("oneOf").valueStream().anyMatch(one -> one.path("properties").has(name));
  }

  /** Returns the alternatives of a schema that has nothing else, or the schema. */
  private List<JsonNode> variants(JsonNode schema) {
    JsonNode resolved = resolved(schema);
    return resolved.has("oneOf") && !resolved.has("properties")
        ? resolved.get("oneOf").valueStream().map(this::resolved).toList()
        : List.of(resolved);
  }

  /** Follows a reference; of a reference or null, the type is widened by null. */
  private JsonNode resolved(JsonNode schema) {
    if (schema.has("$ref")) {
      return contract.at(schema.get("$ref").stringValue().substring(1));
    }
    if (schema.has("anyOf")) {
      ObjectNode nullable = (ObjectNode) resolved(schema.get("anyOf").get(0)).deepCopy();
      return nullable.set("type", JSON.arrayNode().add(nullable.get("type")).add("null"));
    }
    return schema;
  }

  private JsonNode sample(JsonNode schema) {
    if (schema.has("const")) {
      return schema.get("const");
    }
    Set<String> types = types(schema);
    if (types.contains("object")) {
      return smallest(schema);
    }
    if (types.contains("array")) {
      return JSON.arrayNode().add(sample(variants(schema.get("items")).getFirst()));
    }
    return types.contains("integer")
        ? JSON.numberNode(schema.path("minimum").longValue(1))
        : text();
  }

  private ObjectNode smallest(JsonNode schema) {
    ObjectNode smallest = JSON.objectNode();
    for (JsonNode name : schema.path("required")) {
      String property = name.stringValue();
      smallest.set(property, sample(resolved(schema.get("properties").get(property))));
    }
    COMPANIONS.forEach(
        (property, companion) -> {
          if (smallest.has(property)) {
            smallest.set(companion, text());
          }
        });
    JsonNode choice = schema.path("oneOf").path(0);
    for (JsonNode name : choice.path("required")) {
      smallest.set(name.stringValue(), text());
    }
    return smallest;
  }

  private static Set<String> types(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      return Set.copyOf(type.valueStream().map(RequestContractTest::type).toList());
    }
    return type.isString() ? Set.of(type(type)) : Set.of("boolean");
  }

  /** Every number that is tried is an integer. */
  private static String type(JsonNode name) {
    return name.stringValue().equals("number") ? "integer" : name.stringValue();
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case NUMBER -> "integer";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case OBJECT -> "object";
      default -> "null";
    };
  }

  private static ObjectNode with(ObjectNode whole, String at, String name, JsonNode value) {
    ObjectNode copy = whole.deepCopy();
    ((ObjectNode) copy.at(at)).set(name, value);
    return copy;
  }

  private static ObjectNode without(ObjectNode whole, String at, String name) {
    ObjectNode copy = whole.deepCopy();
    ((ObjectNode) copy.at(at)).remove(name);
    return copy;
  }

  private static JsonNode text() {
    return JSON.stringNode(TEXT);
  }

  private static JsonNode contract() {
    try (InputStream in = RequestContractTest.class.getResourceAsStream("openapi.json")) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
