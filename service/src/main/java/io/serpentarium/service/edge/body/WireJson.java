package io.serpentarium.service.edge.body;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serpentarium.service.core.admission.HeapHolding;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * JSON as the contract has it. Written: snake_case, enums in lower case, every key present. Read:
 * well-formed UTF-8, one value, no key twice, little nesting, and so few values that the tree of
 * them stays small. Thread-safe.
 */
public final class WireJson {

  /** Tokens of a body: a thousand tests of a grading have ten thousand. */
  private static final int MOST_TOKENS = 100_000;

  /** Tokens of a frame, which is one flat object or array. */
  private static final int MOST_TOKENS_OF_FRAME = 64;

  private static final int DEEPEST = 16;
  private static final int LONGEST_NUMBER = 64;
  private static final int LONGEST_NAME = 1_000;

  /** Bytes of heap that a token costs at the most: a short name, its entry, and an empty object. */
  private static final int TOKEN_BYTES = 128;

  /** Text costs its characters of two bytes each, and once more as the string made of them. */
  private static final int COPIES = 3;

  private final JsonMapper frames = builder(MOST_TOKENS_OF_FRAME).build();

  private final JsonMapper mapper =
      builder(MOST_TOKENS)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.ALWAYS))
          .addModule(new SimpleModule().addSerializer(new WellFormedTextSerializer()))
          .build();

  /** The mapper that writes answers. */
  public JsonMapper mapper() {
    return mapper;
  }

  /** Writes a value in UTF-8. */
  public byte[] write(Object value) {
    return mapper.writeValueAsBytes(value);
  }

  /** Returns a writer of what an account of the heap pays for. */
  public CountedJson countedBy(HeapHolding holding) {
    return new CountedJson(mapper, holding);
  }

  /** Returns the most heap bytes that reading a body takes in addition to the body itself. */
  public static long costOfBody(long bytes) {
    return COPIES * bytes + TOKEN_BYTES * Math.min(bytes, MOST_TOKENS);
  }

  /** Returns the bytes of heap that a frame and reading it take at the most. */
  public static long costOfFrame(long bytes) {
    return (1 + COPIES) * bytes + TOKEN_BYTES * Math.min(bytes, MOST_TOKENS_OF_FRAME);
  }

  /**
   * Reads the one JSON value of a body.
   *
   * @throws ProblemException with {@link ProblemCode#MALFORMED_JSON} if it is none, or is nested
   *     too deeply or has too many values, which is found before more of it is kept
   */
  public JsonNode read(byte[] body) {
    var text =
        new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8.newDecoder());
    return read(() -> mapper.readTree(text));
  }

  /**
   * Reads the one JSON value of a frame, as a body's is read.
   *
   * @throws ProblemException with {@link ProblemCode#MALFORMED_JSON}
   */
  public JsonNode readFrame(String text) {
    return read(() -> frames.readTree(text));
  }

  private static JsonNode read(Supplier<JsonNode> reading) {
    try {
      JsonNode value = reading.get();
      if (value.isMissingNode()) {
        throw malformed("There is no JSON value.");
      }
      return value;
    } catch (JacksonException e) {
      throw malformed(where(e));
    }
  }

  private static String where(JacksonException e) {
    if (e.getCause() instanceof CharacterCodingException) {
      return "The text is not UTF-8.";
    }
    if (e instanceof StreamConstraintsException) {
      return "The JSON is nested too deeply, or has too many values or too long a name or number.";
    }
    return Optional.ofNullable(e.getLocation())
        .map(
            at ->
                "The JSON is malformed at line %d, column %d."
                    .formatted(at.getLineNr(), at.getColumnNr()))
        .orElse("The JSON is malformed.");
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemCode.MALFORMED_JSON, detail);
  }

  private static JsonMapper.Builder builder(int mostTokens) {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxTokenCount(mostTokens)
            .maxNestingDepth(DEEPEST)
            .maxNumberLength(LONGEST_NUMBER)
            .maxNameLength(LONGEST_NAME)
            .build();
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(constraints)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** Writes text, with U+FFFD instead of each lone surrogate, which UTF-8 cannot encode. */
  private static final class WellFormedTextSerializer extends StdSerializer<String> {

    WellFormedTextSerializer() {
      super(String.class);
    }

    @Override
    public void serialize(String value, JsonGenerator generator, SerializationContext context) {
      generator.writeString(Text.wellFormed(value));
    }
  }
}
