package io.serpentarium.service.core.grading;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Text as lines. */
final class Lines {

  private Lines() {}

  /** Names the first line that differs. */
  static Optional<String> difference(String expected, String actual) {
    return expected.equals(actual)
        ? Optional.empty()
        : Optional.of("Line %d is not as expected.".formatted(firstDifference(expected, actual)));
  }

  /** The text without {@link Whitespace} at both ends and at the end of each line. */
  static String trimmed(String text) {
    return Whitespace.stripped(
        Arrays.stream(text.split("\n", -1))
            .map(Whitespace::strippedTrailing)
            .collect(Collectors.joining("\n")));
  }

  private static long firstDifference(String expected, String actual) {
    int common = 0;
    int most = Math.min(expected.length(), actual.length());
    while (common < most && expected.charAt(common) == actual.charAt(common)) {
      common++;
    }
    return 1 + expected.substring(0, common).chars().filter(character -> character == '\n').count();
  }
}
