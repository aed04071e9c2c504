package io.serpentarium.service.edge.body;

import java.nio.charset.StandardCharsets;

/** Handles UTF-16 text that UTF-8 cannot encode. */
public final class Text {

  private static final int REPLACEMENT = 0xFFFD;

  private Text() {}

  /** Returns whether every surrogate is part of a pair. */
  public static boolean isWellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** Returns the text with U+FFFD instead of each lone surrogate. */
  public static String wellFormed(String text) {
    return isWellFormed(text)
        ? text
        : text.codePoints()
            .map(Text::orReplacement)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /** Returns the length of the text in UTF-8. */
  public static long utf8Length(String text) {
    return text.codePoints().mapToLong(Text::utf8Length).sum();
  }

  private static int orReplacement(int codePoint) {
    return isSurrogate(codePoint) ? REPLACEMENT : codePoint;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static int utf8Length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
