package io.serpentarium.service.core.execution;

import java.util.HashSet;
import java.util.Set;

/**
 * Finds the modules that code imports, by its lines that begin with {@code import} or {@code from}.
 * The scan may err either way, within strings or after a semicolon: it decides what is faster, not
 * what works.
 */
final class ImportScan {

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
    Set<String> found = new HashSet<>();
    int end;
    for (int at = 0; at < code.length(); at = end + 1) {
      int newline = code.indexOf('\n', at);
      end = newline < 0 ? code.length() : newline;
      addFrom(code.substring(at, Math.min(end, at + MOST_OF_LINE)).strip(), found);
      found.retainAll(wanted);
    }
    return found;
  }

  private static void addFrom(String line, Set<String> found) {
    if (line.startsWith(IMPORT)) {
      for (String part : line.substring(IMPORT.length()).split(",", -1)) {
        add(part.strip(), found);
      }
    } else if (line.startsWith(FROM)) {
      add(line.substring(FROM.length()).strip(), found);
    }
  }

  private static void add(String text, Set<String> found) {
    int end = 0;
    while (end < text.length() && Character.isUnicodeIdentifierPart(text.charAt(end))) {
      end++;
    }
    found.add(text.substring(0, end));
  }
}
