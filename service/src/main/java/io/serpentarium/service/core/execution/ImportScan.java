package io.serpentarium.service.core.execution;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

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
    Set<String> all = new HashSet<>();
    scan(
        code,
        found -> {
          found.retainAll(wanted);
          all.addAll(found);
          return false;
        });
    return all;
  }

  /** Returns whether code imports a module whose top-level name is none of these. */
  public static boolean isBeyond(String code, Set<String> known) {
    return scan(code, found -> !known.containsAll(found));
  }

  /** Tests the imports of each line until one matches. */
  private static boolean scan(String code, Predicate<Set<String>> isIt) {
    int end;
    for (int at = 0; at < code.length(); at = end + 1) {
      int newline = code.indexOf('\n', at);
      end = newline < 0 ? code.length() : newline;
      Set<String> found = importedBy(code.substring(at, Math.min(end, at + MOST_OF_LINE)).strip());
      if (!found.isEmpty() && isIt.test(found)) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> importedBy(String line) {
    if (!line.startsWith(IMPORT) && !line.startsWith(FROM)) {
      return Set.of();
    }
    Set<String> found = new HashSet<>();
    addFrom(line, found);
    found.remove("");
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
