package io.serpentarium.service.core.execution;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the modules that code imports, by its lines that begin with {@code import} or {@code from}.
 * The scan may err either way, within strings or after a semicolon: it decides what is faster, not
 * what works.
 */
public final class ImportScan {

  private static final String IMPORT = "import ";
  private static final String FROM = "from ";

  /** Characters of a line that are looked at. */
  private static final int MOST_OF_LINE = 200;

  private ImportScan() {}

  /**
   * Returns which of some modules code imports.
   *
   * @param wanted top-level names: {@code import numpy.linalg as la} matches {@code numpy}
   */
  static Set<String> of(String code, Set<String> wanted) {
    return imports(code).filter(wanted::contains).collect(Collectors.toSet());
  }

  /** Returns whether code imports a module whose top-level name is none of these. */
  public static boolean isBeyond(String code, Set<String> known) {
    return imports(code).anyMatch(name -> !known.contains(name));
  }

  /** Returns the top-level names of all imports, found line by line as they are asked for. */
  private static Stream<String> imports(String code) {
    return IntStream.iterate(0, start -> start >= 0, start -> next(code, start))
        .mapToObj(start -> line(code, start))
        .flatMap(ImportScan::importedBy)
        .filter(name -> !name.isEmpty());
  }

  /** Returns the start of the next line, or -1. */
  private static int next(String code, int start) {
    int newline = code.indexOf('\n', start);
    return newline < 0 ? -1 : newline + 1;
  }

  private static String line(String code, int start) {
    int newline = code.indexOf('\n', start);
    int end = newline < 0 ? code.length() : newline;
    return code.substring(start, Math.min(end, start + MOST_OF_LINE)).strip();
  }

  private static Stream<String> importedBy(String line) {
    if (line.startsWith(IMPORT)) {
      return Stream.of(line.substring(IMPORT.length()).split(",", -1))
          .map(part -> name(part.strip()));
    }
    return line.startsWith(FROM)
        ? Stream.of(name(line.substring(FROM.length()).strip()))
        : Stream.empty();
  }

  private static String name(String text) {
    int end = 0;
    while (end < text.length() && Character.isUnicodeIdentifierPart(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }
}
