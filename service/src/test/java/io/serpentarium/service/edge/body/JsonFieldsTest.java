package io.serpentarium.service.edge.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.service.edge.problem.Problem;
import io.serpentarium.service.edge.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonFieldsTest {

  private enum Color {
    DARK_RED,
    BLUE
  }

  private static <T> T read(String json, Function<JsonFields, T> shape) {
    return JsonFields.read(JsonMapper.shared().readTree(json), shape);
  }

  private static <T> ObjectAssert<T> assertRead(String json, Function<JsonFields, T> shape) {
    T value = read(json, shape);
    return Assertions.assertThatObject(value);
  }

  private static void assertRefused(
      String json, Function<JsonFields, ?> shape, Problem.FieldError... errors) {
    assertThatThrownBy(() -> read(json, shape))
        .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
        .extracting(refusal -> refusal.problem().errors())
        .asInstanceOf(InstanceOfAssertFactories.list(Problem.FieldError.class))
        .containsExactly(errors);
  }

  private static Problem.FieldError error(String pointer, String reason) {
    return new Problem.FieldError(pointer, reason);
  }

  @Test
  void namesAllErrorsInOneAnswer() {
    assertRefused(
        "{\"code\": 1, \"list\": [\"a\", 2], \"extra\": 0}",
        fields -> List.of(fields.text("code"), fields.texts("list"), fields.flag("quiet")),
        error("/code", "must be a string"),
        error("/list/1", "must be a string"),
        error("/extra", "is not known"));
  }

  @Test
  void namesTwentyErrorsAtMost() {
    String many = "[" + "1,".repeat(5_000) + "1]";
    assertThatThrownBy(() -> read("{\"list\": " + many + "}", fields -> fields.texts("list")))
        .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
        .extracting(refusal -> refusal.problem().errors().size())
        .isEqualTo(20);
  }

  @Test
  void pointsToFieldsAsJsonPointersDoAndCutsLongNames() {
    assertRefused("{\"a/b~c\": 1}", fields -> "", error("/a~1b~0c", "is not known"));
    assertRefused(
        "{\"" + "n".repeat(10_000) + "\": 1}",
        fields -> "",
        error("/" + "n".repeat(100), "is not known"));
  }

  @Test
  void takesNullForAbsent() {
    assertRead("{\"a\": null}", fields -> fields.optionalText("a")).isEqualTo(Optional.empty());
    assertRead("{\"a\": null}", fields -> fields.flag("a", true)).isEqualTo(true);
    assertRefused("{\"a\": null}", fields -> fields.text("a"), error("/a", "is required"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"{}\"", "null", "true"})
  void wantsAnObject(String json) {
    assertRefused(json, fields -> fields.text("code"), error("", "must be an object"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.0", "1e0", "10e-1"})
  void takesEveryFormOfAnInteger(String number) {
    assertRead("{\"n\": " + number + "}", fields -> fields.optionalLong("n", 1))
        .isEqualTo(OptionalLong.of(1));
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, must be an integer",
    "'\"1\"', must be an integer",
    "true, must be an integer",
    "0, must be at least 1",
    "-9223372036854775808, must be at least 1",
    "9223372036854775808, is out of range",
    "1e300, is out of range",
  })
  void refusesWhatIsNoIntegerInRange(String number, String reason) {
    assertRefused(
        "{\"n\": " + number + "}", fields -> fields.optionalLong("n", 1), error("/n", reason));
  }

  @Test
  void boundsIntegersFromAbove() {
    assertRead("{\"n\": 5}", fields -> fields.requiredInt("n", 1, 5)).isEqualTo(5);
    assertRefused(
        "{\"n\": 6}", fields -> fields.requiredInt("n", 1, 5), error("/n", "must be at most 5"));
    assertRefused(
        "{\"n\": 4294967297}",
        fields -> fields.requiredInt("n", 1, 5),
        error("/n", "must be at most 5"));
    assertRefused("{}", fields -> fields.requiredInt("n", 1, 5), error("/n", "is required"));
  }

  @Test
  void refusesHalvesOfCharacters() {
    assertRefused(
        "{\"a\": \"\\ud800\"}",
        fields -> fields.text("a"),
        error("/a", "contains a lone surrogate"));
    assertRefused(
        "{\"env\": {\"\\udc00\": \"x\"}}",
        fields -> fields.textMap("env"),
        error("/env", "contains a lone surrogate"));
    assertRead("{\"a\": \"\\ud83d\\ude00\"}", fields -> fields.text("a")).isEqualTo("😀");
  }

  @Test
  void readsObjectsByTheirNames() {
    Function<JsonFields, ?> shape =
        fields -> fields.objectMap("by", each -> each.optionalText("a").orElse("none"));
    assertRead("{\"by\": {\"x\": {\"a\": \"1\"}, \"y\": {}}}", shape)
        .isEqualTo(Map.of("x", "1", "y", "none"));
    assertRead("{\"by\": null}", shape).isEqualTo(Map.of());
    assertRefused("{\"by\": []}", shape, error("/by", "must be an object"));
    assertRefused("{\"by\": {\"x\": 1}}", shape, error("/by", "must be an object"));
    assertRefused("{\"by\": {\"x\": {\"a\": 1}}}", shape, error("/by/a", "must be a string"));
    assertRefused("{\"by\": {\"\\udc00\": {}}}", shape, error("/by", "contains a lone surrogate"));
  }

  @Test
  void readsBase64OfTheCommonAlphabetOnly() {
    byte[] bytes = read("{\"a\": \"//8=\"}", fields -> fields.optionalBase64("a").orElseThrow());
    assertThat(bytes).containsExactly(-1, -1);
    assertRefused(
        "{\"a\": \"__8=\"}", fields -> fields.optionalBase64("a"), error("/a", "is not base64"));
    assertRefused(
        "{\"a\": \"/\"}", fields -> fields.optionalBase64("a"), error("/a", "is not base64"));
  }

  @Test
  void knowsConstantsByTheirNamesInLowerCase() {
    assertRead("{\"c\": \"dark_red\"}", fields -> fields.constant("c", Color.class, Color.BLUE))
        .isEqualTo(Color.DARK_RED);
    assertRead("{}", fields -> fields.constant("c", Color.class, Color.BLUE)).isEqualTo(Color.BLUE);
    assertRefused(
        "{\"c\": \"BLUE\"}",
        fields -> fields.constant("c", Color.class, Color.BLUE),
        error("/c", "is not one of dark_red, blue"));
  }

  @Test
  void readsNoMoreObjectsThanThereMayBe() {
    assertRefused(
        "{\"o\": [1, 2, 3]}",
        fields -> fields.objects("o", 1, 2, each -> each.text("a")),
        error("/o", "must have 1 to 2 elements"));
    assertRefused(
        "{\"o\": []}",
        fields -> fields.objects("o", 1, 2, each -> each.text("a")),
        error("/o", "must have 1 to 2 elements"));
    assertRefused(
        "{\"o\": [{\"a\": 1}, {}]}",
        fields -> fields.objects("o", 1, 2, each -> each.text("a")),
        error("/o/0/a", "must be a string"),
        error("/o/1/a", "is required"));
  }

  @Test
  void keepsErrorsOfReadingsApart() {
    List<JsonFields.Reading<String>> all =
        read(
            "{\"o\": [{\"a\": \"x\"}, {\"b\": 1}]}",
            fields -> fields.readings("o", each -> each.text("a")));
    assertThat(all.getFirst()).isEqualTo(new JsonFields.Reading<>("x", List.of()));
    assertThat(all.getLast().errors())
        .containsExactly(error("/a", "is required"), error("/b", "is not known"));
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "'\"7.5\"', 7.5", "1e999, 1.7976931348623157E308"})
  void readsNumbersThatMayBeTexts(String json, double number) {
    assertRead("{\"n\": " + json + "}", fields -> fields.optionalNumber("n"))
        .isEqualTo(OptionalDouble.of(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"1e5\"", "\"NaN\"", "\" 1\"", "\"1234567890123456\"", "[]"})
  void readsNoOtherTextAsANumber(String json) {
    assertRefused(
        "{\"n\": " + json + "}",
        fields -> fields.optionalNumber("n"),
        error("/n", "must be a number"));
  }

  @Test
  void readsTextsAndIntegersAsIdentifiers() {
    assertRead("{\"id\": \"x\"}", fields -> fields.optionalIdentifier("id"))
        .isEqualTo(Optional.of("x"));
    assertRead("{\"id\": 3}", fields -> fields.optionalIdentifier("id")).isEqualTo(Optional.of(3L));
    assertRead("{}", fields -> fields.optionalIdentifier("id")).isEqualTo(Optional.empty());
    assertRefused(
        "{\"id\": 1.5}",
        fields -> fields.optionalIdentifier("id"),
        error("/id", "must be a string or an integer"));
  }

  @Test
  void toleratesUnknownFieldsOnDemand() {
    assertRead(
            "{\"a\": \"x\", \"b\": 1}",
            fields -> {
              fields.allowUnknown();
              return fields.text("a");
            })
        .isEqualTo("x");
  }
}
