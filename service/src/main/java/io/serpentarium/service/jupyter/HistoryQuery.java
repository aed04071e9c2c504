package io.serpentarium.service.jupyter;

import io.serpentarium.service.core.kernel.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client's query of the inputs.
 *
 * @param access {@code tail}, {@code range} or {@code search}
 * @param pattern the pattern of a search, with {@code *} and {@code ?}
 * @param count the most inputs to return; 0 for all
 * @param start the first number of a range
 * @param stop the number after a range, or 0 for its end
 * @param unique whether equal inputs are returned only once
 * @param output whether results are wanted too, of which there are none
 */
record HistoryQuery(
    String access, String pattern, int count, int start, int stop, boolean unique, boolean output) {

  private static final String TAIL = "tail";
  private static final Set<String> KINDS = Set.of(TAIL, "range", "search");

  /** Characters of a pattern that count. */
  private static final int LONGEST_PATTERN = 200;

  static HistoryQuery of(JupyterMessage message) {
    String access = message.text("hist_access_type");
    return new HistoryQuery(
        KINDS.contains(access) ? access : TAIL,
        pattern(message.text("pattern")),
        message.number("n", 0),
        message.number("start", 0),
        message.number("stop", 0),
        message.flag("unique", false),
        message.flag("output", false));
  }

  private static String pattern(String given) {
    return given.isEmpty() ? "*" : given.substring(0, Math.min(given.length(), LONGEST_PATTERN));
  }

  /** Returns the content of the answer. */
  Map<String, Object> answer(Kernel kernel) {
    List<Kernel.Remembered> found = kernel.history().stream().filter(this::matches).toList();
    List<Kernel.Remembered> chosen = unique ? distinct(found) : found;
    List<Kernel.Remembered> last =
        count > 0 && !access.equals("range")
            ? chosen.subList(Math.max(0, chosen.size() - count), chosen.size())
            : chosen;
    return Map.of("status", "ok", "history", last.stream().map(this::entry).toList());
  }

  private boolean matches(Kernel.Remembered input) {
    return switch (access) {
      case "range" -> input.count() >= start && (stop <= 0 || input.count() < stop);
      case "search" -> isLike(input.code(), pattern);
      default -> true;
    };
  }

  /** Matches without ever going back further than to the last star, so that no pattern is slow. */
  private static boolean isLike(String text, String pattern) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (at < text.length()) {
      if (in < pattern.length() && pattern.charAt(in) == '*') {
        star = in++;
        resume = at;
      } else if (in < pattern.length()
          && (pattern.charAt(in) == '?' || pattern.charAt(in) == text.charAt(at))) {
        in++;
        at++;
      } else if (star >= 0) {
        in = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    return pattern.substring(in).chars().allMatch(rest -> rest == '*');
  }

  private static List<Kernel.Remembered> distinct(List<Kernel.Remembered> inputs) {
    Set<String> seen = new LinkedHashSet<>();
    List<Kernel.Remembered> kept = new ArrayList<>();
    for (Kernel.Remembered input : inputs.reversed()) {
      if (seen.add(input.code())) {
        kept.addFirst(input);
      }
    }
    return kept;
  }

  private List<Object> entry(Kernel.Remembered input) {
    Object shown = output ? Arrays.asList(input.code(), null) : input.code();
    return List.of(0, input.count(), shown);
  }
}
