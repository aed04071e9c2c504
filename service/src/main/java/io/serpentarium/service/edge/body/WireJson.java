package io.serpentarium.service.edge.body;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serpentarium.service.edge.problem.ProblemCode;
import io.serpentarium.service.edge.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON as the contract has it. Written: snake_case, enums in lower case, every key present. Read:
 * well-formed UTF-8, one value, no key twice, little nesting. Thread-safe.
 */
public final class WireJson {

  private static final int DEEPEST = 16;
  private static final int LONGEST_NUMBER = 64;

  private final JsonMapper mapper =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(constraints())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
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

  /**
   * Reads one JSON value.
   *
   * @throws ProblemException with {@link ProblemCode#MALFORMED_JSON} when it is none
   */
  JsonNode read(byte[] body) {
    return read(decode(body));
  }

  /**
   * Reads one JSON value.
   *
   * @throws ProblemException with {@link ProblemCode#MALFORMED_JSON} when it is none
   */
  public JsonNode read(String text) {
    try {
      JsonNode value = mapper.readTree(text);
      if (value.isMissingNode()) {
        throw malformed("There is no JSON value.");
      }
      return value;
    } catch (JacksonException e) {
      throw malformed(where(e));
    }
  }

  private static String decode(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("It is not UTF-8.");
    }
  }

  private static String where(JacksonException e) {
    return Optional.ofNullable(e.getLocation())
        .map(at -> "It breaks at line %d, column %d.".formatted(at.getLineNr(), at.getColumnNr()))
        .orElse("It is nested too deeply or too long.");
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemCode.MALFORMED_JSON, detail);
  }

  private static StreamReadConstraints constraints() {
    return StreamReadConstraints.builder()
        .maxNestingDepth(DEEPEST)
        .maxNumberLength(LONGEST_NUMBER)
        .build();
  }
}
