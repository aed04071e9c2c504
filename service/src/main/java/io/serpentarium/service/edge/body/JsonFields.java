package io.serpentarium.service.edge.body;

import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the fields of one JSON object and notes everything that is wrong with them, so that one
 * answer names it all. Nothing is converted: a number is no text and a text no number. An optional
 * field that is null counts as absent.
 *
 * <p>After an error a stand-in is given, so that reading goes on; {@link #read} throws at the end.
 */
public final class JsonFields {

  private static final int MOST_ERRORS = 20;
  private static final int LONGEST_NAME = 100;

  /** A number in a text, short enough to be parsed quickly. */
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,15})?");

  private final JsonNode object;
  private final String pointer;
  private final List<Problem.FieldError> errors;
  private final Set<String> known = new HashSet<>();
  private boolean lenient;

  private JsonFields(JsonNode object, String pointer, List<Problem.FieldError> errors) {
    this.object = object;
    this.pointer = pointer;
    this.errors = errors;
  }

  /**
   * Reads a whole value.
   *
   * @throws ProblemException with {@link ProblemCode#VALIDATION} and all errors when there are any
   */
  public static <T> T read(JsonNode value, Function<JsonFields, T> shape) {
    List<Problem.FieldError> errors = new ArrayList<>();
    T read = readObject(value, "", errors, shape);
    if (!errors.isEmpty()) {
      throw new ProblemException(
          ProblemCode.VALIDATION, "The request is not valid.", List.copyOf(errors));
    }
    return read;
  }

  /** A text that has to be there. */
  public String text(String name) {
    Optional<String> text = optionalText(name);
    if (text.isEmpty() && !isGiven(name)) {
      reject(name, "is required");
    }
    return text.orElse("");
  }

  /** A text that may be absent. */
  public Optional<String> optionalText(String name) {
    return given(name).flatMap(value -> textOf(value, child(name)));
  }

  /** A text or an integer, as some protocols have identifiers; it may be absent. */
  public Optional<Object> optionalIdentifier(String name) {
    Optional<JsonNode> value =
        checked(
            name,
            node -> node.isString() || (node.isIntegralNumber() && node.canConvertToLong()),
            "must be a string or an integer");
    return value.flatMap(
        node ->
            node.isString()
                ? textOf(node, child(name)).map(Object.class::cast)
                : Optional.of(node.longValue()));
  }

  /** Bytes in base64 (RFC 4648, section 4) that may be absent. */
  public Optional<byte[]> optionalBase64(String name) {
    return optionalText(name).flatMap(text -> decode(name, text));
  }

  /** True or false; false when absent. */
  public boolean flag(String name) {
    return flag(name, false);
  }

  /** True or false, or the usual when absent. */
  public boolean flag(String name, boolean usual) {
    return checked(name, JsonNode::isBoolean, "must be true or false")
        .map(JsonNode::booleanValue)
        .orElse(usual);
  }

  /** An integer that may be absent. */
  public OptionalLong optionalLong(String name, long least) {
    Optional<JsonNode> value =
        checked(name, JsonFields::isInteger, "must be an integer")
            .filter(number -> isInRange(name, number, least));
    return value.map(number -> OptionalLong.of(number.longValue())).orElse(OptionalLong.empty());
  }

  /** A number that may be absent. */
  public OptionalDouble optionalNumber(String name, double least, double most) {
    Optional<JsonNode> value = checked(name, JsonNode::isNumber, "must be a number");
    if (value.isEmpty()) {
      return OptionalDouble.empty();
    }
    double number = value.get().doubleValue();
    if (!(number >= least && number <= most)) {
      reject(name, "must be from %s to %s".formatted(least, most));
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(number);
  }

  /** An integer that may be absent. */
  public Optional<Integer> optionalInt(String name, int least, int most) {
    OptionalLong value = optionalLong(name, least);
    if (value.orElse(least) > most) {
      reject(name, "must be at most " + most);
    }
    return value.stream().mapToObj(given -> (int) Math.min(given, most)).findFirst();
  }

  /** An integer that has to be there. */
  public int requiredInt(String name, int least, int most) {
    if (!isGiven(name)) {
      reject(name, "is required");
    }
    return optionalInt(name, least, most).orElse(least);
  }

  /** A number, which may be written as a text and may be absent. */
  public OptionalDouble optionalNumber(String name) {
    Optional<JsonNode> value =
        checked(name, node -> node.isNumber() || isNumeric(node), "must be a number");
    return value.map(JsonFields::finite).orElse(OptionalDouble.empty());
  }

  private static boolean isNumeric(JsonNode value) {
    return value.isString() && NUMBER.matcher(value.stringValue()).matches();
  }

  private static OptionalDouble finite(JsonNode value) {
    double number =
        value.isString() ? Double.parseDouble(value.stringValue()) : value.doubleValue();
    return OptionalDouble.of(Math.clamp(number, -Double.MAX_VALUE, Double.MAX_VALUE));
  }

  /** A list of texts; empty when absent. */
  public List<String> texts(String name) {
    return elements(name, (value, at) -> textOf(value, at).orElse(""));
  }

  /** An object whose values are texts, by their names; empty when absent. */
  public Map<String, String> textMap(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    members(
        name, (key, value) -> textOf(value, child(name)).ifPresent(text -> texts.put(key, text)));
    return texts;
  }

  /** Takes the members of an object whose names are good; none when it is absent. */
  private void members(String name, BiConsumer<String, JsonNode> taker) {
    checked(name, JsonNode::isObject, "must be an object")
        .ifPresent(
            object ->
                object.propertyNames().stream()
                    .filter(each -> isWellFormed(name, each))
                    .forEach(each -> taker.accept(each, object.get(each))));
  }

  private boolean isWellFormed(String name, String key) {
    boolean good = Text.isWellFormed(key);
    if (!good) {
      reject(name, "contains a lone surrogate");
    }
    return good;
  }

  /** A list of lists of texts; empty when absent. */
  public List<List<String>> textLists(String name) {
    return elements(name, this::textsOf);
  }

  private List<String> textsOf(JsonNode list, String at) {
    if (!list.isArray()) {
      note(at, "must be an array");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode value : list) {
      texts.add(textOf(value, at + "/" + texts.size()).orElse(""));
    }
    return texts;
  }

  /** A list of objects; empty when absent. */
  public <T> List<T> objects(String name, Function<JsonFields, T> shape) {
    return elements(name, (value, at) -> readObject(value, at, errors, shape));
  }

  /** An object whose values are objects, by their names; empty when absent. */
  public <T> Map<String, T> objectMap(String name, Function<JsonFields, T> shape) {
    Map<String, T> read = new LinkedHashMap<>();
    members(name, (key, value) -> read.put(key, readObject(value, child(name), errors, shape)));
    return read;
  }

  /** Returns a required list with a bounded number of objects. */
  public <T> List<T> objects(String name, int least, int most, Function<JsonFields, T> shape) {
    int count = given(name).filter(JsonNode::isArray).map(JsonNode::size).orElse(least);
    if (!isGiven(name)) {
      reject(name, "is required");
    } else if (count < least || count > most) {
      reject(name, "must have %d to %d elements".formatted(least, most));
    }
    return count > most ? List.of() : objects(name, shape);
  }

  /**
   * An object that was read by itself.
   *
   * @param value the value, to be used only if there are no errors
   */
  public record Reading<T>(T value, List<Problem.FieldError> errors) {}

  /** An object whose errors say nothing of the others; one without fields when absent. */
  public <T> Reading<T> reading(String name, Function<JsonFields, T> shape) {
    return readAlone(given(name).orElseGet(JsonNodeFactory.instance::objectNode), shape);
  }

  /** A list of objects, where the errors of one say nothing of the others; empty when absent. */
  public <T> List<Reading<T>> readings(String name, Function<JsonFields, T> shape) {
    return elements(name, (value, at) -> readAlone(value, shape));
  }

  private static <T> Reading<T> readAlone(JsonNode value, Function<JsonFields, T> shape) {
    List<Problem.FieldError> own = new ArrayList<>();
    T read = readObject(value, "", own, shape);
    return new Reading<>(read, List.copyOf(own));
  }

  /** The constant of an enum whose name this is in lower case; the usual one when absent. */
  public <E extends Enum<E>> E constant(String name, Class<E> type, E usual) {
    return optionalConstant(name, type).orElse(usual);
  }

  /** The constant of an enum whose name this is in lower case; it may be absent. */
  public <E extends Enum<E>> Optional<E> optionalConstant(String name, Class<E> type) {
    Optional<String> given = optionalText(name);
    Optional<E> found = given.flatMap(text -> constant(type, text));
    if (given.isPresent() && found.isEmpty()) {
      reject(name, "is not one of " + names(type));
    }
    return found;
  }

  /** An object that may be absent. */
  public <T> Optional<T> object(String name, Function<JsonFields, T> shape) {
    return given(name).map(value -> readObject(value, child(name), errors, shape));
  }

  /** Returns whether a field is present; asking does not make it known. */
  public boolean has(String name) {
    return object.has(name);
  }

  /** Returns whether a field is present and not null. */
  public boolean isGiven(String name) {
    return given(name).isPresent();
  }

  /** Permits fields that are never read, as the clients of some protocols send them. */
  public void allowUnknown() {
    lenient = true;
  }

  /** Notes an error of a field. */
  public void reject(String name, String reason) {
    note(child(name), reason);
  }

  private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> wireName(constant).equals(name))
        .findFirst();
  }

  private static <E extends Enum<E>> String names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(JsonFields::wireName)
        .collect(Collectors.joining(", "));
  }

  private static String wireName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private interface ElementReader<T> {
    T read(JsonNode element, String pointer);
  }

  private static <T> T readObject(
      JsonNode value,
      String pointer,
      List<Problem.FieldError> errors,
      Function<JsonFields, T> shape) {
    JsonFields fields = new JsonFields(value, pointer, errors);
    if (!value.isObject()) {
      fields.note(pointer, "must be an object");
    }
    int before = errors.size();
    T read = shape.apply(fields);
    if (value.isObject()) {
      fields.rejectUnknownUnlessLenient();
    } else {
      errors.subList(before, errors.size()).clear();
    }
    return read;
  }

  private <T> List<T> elements(String name, ElementReader<T> reader) {
    Optional<JsonNode> array = checked(name, JsonNode::isArray, "must be an array");
    List<T> read = new ArrayList<>();
    array.ifPresent(
        values -> {
          for (JsonNode value : values) {
            read.add(reader.read(value, child(name) + "/" + read.size()));
          }
        });
    return read;
  }

  private Optional<JsonNode> given(String name) {
    known.add(name);
    @Nullable JsonNode value = object.get(name);
    return Optional.ofNullable(value).filter(found -> !found.isNull());
  }

  private Optional<JsonNode> checked(String name, Predicate<JsonNode> type, String reason) {
    Optional<JsonNode> value = given(name);
    if (value.isPresent() && !type.test(value.get())) {
      reject(name, reason);
    }
    return value.filter(type);
  }

  private Optional<String> textOf(JsonNode value, String at) {
    if (!value.isString()) {
      note(at, "must be a string");
      return Optional.empty();
    }
    if (!Text.isWellFormed(value.stringValue())) {
      note(at, "contains a lone surrogate");
      return Optional.empty();
    }
    return Optional.of(value.stringValue());
  }

  /** Returns whether a value is an integer; by JSON Schema, 1.0 and 1e3 are integers too. */
  private static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber()
        || (value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue()));
  }

  private boolean isInRange(String name, JsonNode number, long least) {
    if (!number.canConvertToLong()) {
      reject(name, "is out of range");
      return false;
    }
    if (number.longValue() < least) {
      reject(name, "must be at least " + least);
      return false;
    }
    return true;
  }

  private Optional<byte[]> decode(String name, String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      reject(name, "is not base64");
      return Optional.empty();
    }
  }

  private void rejectUnknownUnlessLenient() {
    if (!lenient) {
      rejectUnknown();
    }
  }

  private void rejectUnknown() {
    object.propertyNames().stream()
        .filter(name -> !known.contains(name))
        .limit(MOST_ERRORS)
        .forEach(name -> reject(name, "is not known"));
  }

  private void note(String at, String reason) {
    if (errors.size() < MOST_ERRORS) {
      errors.add(new Problem.FieldError(at, reason));
    }
  }

  private String child(String name) {
    String shown = name.substring(0, Math.min(name.length(), LONGEST_NAME));
    return pointer + "/" + shown.replace("~", "~0").replace("/", "~1");
  }
}
