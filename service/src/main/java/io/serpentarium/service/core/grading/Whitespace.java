package io.serpentarium.service.core.grading;

/** White space as Python's {@code str.split} has it. */
final class Whitespace {

  /** Next line, which Java takes for a control character. */
  private static final char NEXT_LINE = '\u0085';

  private Whitespace() {}

  static boolean is(char character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == NEXT_LINE;
  }

  /** The text without any at its end. */
  static String strippedTrailing(String text) {
    int end = text.length();
    while (end > 0 && is(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** The text without any at both ends. */
  static String stripped(String text) {
    String trailing = strippedTrailing(text);
    int start = 0;
    while (start < trailing.length() && is(trailing.charAt(start))) {
      start++;
    }
    return trailing.substring(start);
  }
}
