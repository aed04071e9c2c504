package io.serpentarium.service.core.grading;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Text as lines. */
final class Lines {

  private static final int SHOWN_LINES = 40;
  private static final int SHOWN_CHARS = 200;
  private static final int CONTEXT = 2;

  private Lines() {}

  /** Names the first line that differs. */
  static Optional<String> difference(String expected, String actual) {
    return expected.equals(actual) ? Optional.empty() : Optional.of(named(expected, actual));
  }

  /** The text without {@link Whitespace} at both ends and at the end of each line. */
  static String trimmed(String text) {
    return Whitespace.stripped(
        Arrays.stream(text.split("\n", -1))
            .map(Whitespace::strippedTrailing)
            .collect(Collectors.joining("\n")));
  }

  private static String named(String expected, String actual) {
    List<String> wanted = List.of(expected.split("\n", -1));
    List<String> found = List.of(actual.split("\n", -1));
    int line = commonStart(wanted, found);
    if (Tokens.difference(expected, actual, String::equals).isEmpty()) {
      return "Only white space differs, first in line %d.".formatted(line + 1);
    }
    if (line >= length(found) && length(found) < length(wanted)) {
      return "Line %d is missing.".formatted(length(found) + 1);
    }
    return line >= length(wanted)
        ? "Line %d was not expected.".formatted(length(wanted) + 1)
        : "Line %d differs from the expected one.".formatted(line + 1);
  }

  /** Returns the number of lines; text after the last newline counts as one if it is not empty. */
  private static int length(List<String> lines) {
    return lines.getLast().isEmpty() ? lines.size() - 1 : lines.size();
  }

  private static int commonStart(List<String> wanted, List<String> found) {
    int most = Math.min(wanted.size(), found.size());
    int common = 0;
    while (common < most && wanted.get(common).equals(found.get(common))) {
      common++;
    }
    return common;
  }

  /**
   * Shows where two texts differ as far as {@value #SHOWN_LINES} lines go: expected lines after
   * {@code -}, actual ones after {@code +}, and common lines around them.
   */
  static String diff(String expected, String actual) {
    List<String> wanted = List.of(expected.split("\n", -1));
    List<String> found = List.of(actual.split("\n", -1));
    int start = commonStart(wanted, found);
    int end = commonStart(wanted.reversed(), found.reversed());
    end = Math.min(end, Math.min(wanted.size(), found.size()) - start);
    StringBuilder diff = new StringBuilder();
    append(diff, ' ', wanted.subList(Math.max(0, start - CONTEXT), start));
    append(diff, '-', wanted.subList(start, wanted.size() - end));
    append(diff, '+', found.subList(start, found.size() - end));
    append(
        diff,
        ' ',
        found.subList(found.size() - end, Math.min(found.size(), found.size() - end + CONTEXT)));
    return "@@ line %d @@\n%s".formatted(start + 1, diff);
  }

  private static void append(StringBuilder diff, char mark, List<String> lines) {
    for (String line : lines.subList(0, Math.min(lines.size(), SHOWN_LINES))) {
      diff.append(mark)
          .append(line, 0, Math.min(line.length(), SHOWN_CHARS))
          .append(line.length() > SHOWN_CHARS ? "…\n" : "\n");
    }
    if (lines.size() > SHOWN_LINES) {
      diff.append(mark).append("… %d more lines\n".formatted(lines.size() - SHOWN_LINES));
    }
  }
}
