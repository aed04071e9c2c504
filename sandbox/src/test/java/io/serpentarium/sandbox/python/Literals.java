package io.serpentarium.sandbox.python;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Fills the places of a template with random Python literals, edge cases more often than not. */
final class Literals {

  private static final Pattern PLACE =
      Pattern.compile(
          "\\$(SMALLFLOAT|SMALL|FLOATTEXT|FLOATS|FLOAT|INTS|INT|COUNT|DIGITS|LETTER|WORDS|WORD"
              + "|BYTES|STR|SPEC|NAME)");

  private static final List<String> EDGE_FLOATS =
      List.of(
          "0.0",
          "-0.0",
          "1.0",
          "0.1",
          "0.5",
          "2.5",
          "1e16",
          "1e22",
          "5e-324",
          "-1e-308",
          "1e308",
          "1.7976931348623157e308",
          "float('nan')",
          "float('inf')",
          "float('-inf')",
          "123456789.125");
  private static final List<Integer> EDGE_BITS = List.of(15, 16, 30, 31, 32, 53, 60, 63, 64, 1023);
  private static final List<String> ALPHABETS =
      List.of(
          "abcXYZ 019_-",
          "'\"\\\n\t\u0000\u007f",
          "éßÅçøñİı",
          "αβγЖЩ漢字かなمر",
          "😀🧪👩🏽‍🔬e\u0301\u200b\ufeff\ufb01");

  private final RandomGenerator random;

  Literals(RandomGenerator random) {
    this.random = random;
  }

  /** The template with a new literal in every place. */
  String fill(String template) {
    return PLACE
        .matcher(template)
        .replaceAll(place -> Matcher.quoteReplacement(literal(place.group(1))));
  }

  /** Lower-case ASCII, up to nine letters. */
  String word() {
    return repeat(1 + random.nextInt(9), i -> letter());
  }

  private String literal(String place) {
    return switch (place) {
      case "SMALL" -> Integer.toString(random.nextInt(21));
      case "COUNT" -> Integer.toString(1 + random.nextInt(200));
      case "INT" -> integer().toString();
      case "INTS" -> list(this::listedInteger);
      case "DIGITS" -> repeat(1 + random.nextInt(18), i -> Integer.toString(random.nextInt(10)));
      case "FLOAT" -> floating();
      case "FLOATS" -> list(this::floating);
      case "FLOATTEXT" -> "'" + finite() + "'";
      case "SMALLFLOAT" -> Double.toString(random.nextInt(-10_000, 10_000) / 64.0);
      case "LETTER" -> letter();
      case "WORD" -> word();
      case "WORDS" -> list(() -> "'" + word() + "'");
      case "STR" -> text();
      case "BYTES" -> "b'" + repeat(random.nextInt(24), i -> byteEscape()) + "'";
      case "SPEC" -> specification();
      case "NAME" -> letter() + random.nextInt(100);
      default -> throw new IllegalArgumentException(place);
    };
  }

  private BigInteger integer() {
    BigInteger value =
        switch (random.nextInt(4)) {
          case 0 -> BigInteger.valueOf(random.nextInt(-10, 1_000));
          case 1 -> edge();
          case 2 -> BigInteger.valueOf(random.nextLong());
          default -> big(1 + random.nextInt(1_000));
        };
    return random.nextBoolean() ? value : value.negate();
  }

  private BigInteger edge() {
    BigInteger power = BigInteger.ONE.shiftLeft(pick(EDGE_BITS));
    return power.add(BigInteger.valueOf(random.nextInt(-1, 2)));
  }

  private BigInteger big(int bits) {
    byte[] bytes = new byte[bits / 8 + 1];
    random.nextBytes(bytes);
    return new BigInteger(1, bytes);
  }

  private String listedInteger() {
    return random.nextInt(8) == 0
        ? integer().toString()
        : Integer.toString(random.nextInt(-20, 100));
  }

  private String floating() {
    return random.nextBoolean() ? pick(EDGE_FLOATS) : finite();
  }

  private String finite() {
    return switch (random.nextInt(3)) {
      case 0 -> Double.toString(random.nextInt(-1_000_000, 1_000_000) / 1_000.0);
      case 1 -> Double.toString(random.nextGaussian());
      default -> anyFinite();
    };
  }

  private String anyFinite() {
    double value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) ? Double.toString(value) : "1e-7";
  }

  private String text() {
    int[] letters = pick(ALPHABETS).codePoints().toArray();
    return "'"
        + repeat(random.nextInt(12), i -> escape(letters[random.nextInt(letters.length)]))
        + "'";
  }

  private String escape(int letter) {
    if (letter < ' ' || letter == '\'' || letter == '\\' || letter == 0x7f) {
      return "\\x%02x".formatted(letter);
    }
    return letter > 0x7e && random.nextBoolean()
        ? "\\U%08x".formatted(letter)
        : Character.toString(letter);
  }

  private String byteEscape() {
    return random.nextBoolean() ? letter() : "\\x%02x".formatted(random.nextInt(256));
  }

  private String specification() {
    return pick(List.of("", "", "*<", ">", "^", "0="))
        + pick(List.of("", "", "+", " ", "-"))
        + pick(List.of("", "", "", "#"))
        + pick(List.of("", "12", "033", "7"))
        + pick(List.of("", "", ",", "_"))
        + pick(List.of("", "", ".0", ".5", ".20"))
        + pick(List.of("", "e", "f", "g", "G", "%", "d", "x", "b", "s"));
  }

  private String letter() {
    return Character.toString('a' + random.nextInt(26));
  }

  private String list(Supplier<String> element) {
    return Collections.nCopies(3 + random.nextInt(6), element).stream()
        .map(Supplier::get)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String repeat(int times, IntFunction<String> part) {
    return IntStream.range(0, times).mapToObj(part).collect(Collectors.joining());
  }
}
