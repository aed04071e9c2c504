package io.serpentarium.service.core.failure;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the known name that an unknown one was probably meant to be. */
public final class NearestName {

  private NearestName() {}

  /**
   * Returns the known name that the fewest insertions, deletions and replacements of characters
   * make of a written one, whatever its case; empty where nothing is known.
   */
  public static Optional<String> of(String written, Collection<String> known) {
    String lower = written.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(
            Comparator.<String>comparingInt(each -> distance(each.toLowerCase(Locale.ROOT), lower))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein's distance, by one row of its table. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
