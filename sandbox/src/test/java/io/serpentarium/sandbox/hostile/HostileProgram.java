package io.serpentarium.sandbox.hostile;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionRequest.Mode;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.Stdin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One program of the corpus: Python source whose head says, in comments of the form {@code # key:
 * value}, what it attacks and what must come of it.
 *
 * <ul>
 *   <li>{@code attacks}: one line for the reader
 *   <li>{@code expect}: outcomes that are right, with {@code |} between them: {@code completed},
 *       {@code completed REPR}, {@code raised NAME}, {@code exited CODE}, {@code interrupted},
 *       {@code crashed}, {@code limit_exceeded LIMIT}, or {@code any}
 *   <li>{@code session}: {@code kept} (the default), {@code rolled_back} where its instance must
 *       die, or {@code any}
 *   <li>{@code limits}: {@code wall_ms}, {@code cpu_ms}, {@code memory_mb}, {@code output_kb},
 *       {@code disk_kb}
 *   <li>{@code kind}: {@code cell} (the default) or {@code program}
 *   <li>{@code stdin}: {@code open}, or a text
 *   <li>{@code interrupt}: {@code ready} for a Ctrl-C behind its first output
 *   <li>{@code stdout}: what stdout holds
 *   <li>{@code follow-up}: {@code EXPRESSION == REPR}, asked in the same session where it was kept
 * </ul>
 *
 * @param family the part of the name before its first underscore
 */
record HostileProgram(String name, String family, String code, Map<String, List<String>> head) {

  private static final Set<String> KEYS =
      Set.of(
          "attacks",
          "expect",
          "session",
          "limits",
          "kind",
          "stdin",
          "interrupt",
          "stdout",
          "follow-up");

  /** Long enough for whatever ends by itself, on a slow machine too. */
  private static final long WALL_MILLIS = 60_000;

  /**
   * Reads a program.
   *
   * @throws IllegalArgumentException when its head has an unknown key or lacks a needed one
   */
  static HostileProgram parse(String name, String code) {
    Map<String, List<String>> head = new LinkedHashMap<>();
    code.lines()
        .takeWhile(line -> line.startsWith("# "))
        .forEach(line -> addLine(name, head, line.substring(2)));
    if (!head.containsKey("attacks") || !head.containsKey("expect")) {
      throw new IllegalArgumentException(name + " does not say what it attacks and expects");
    }
    return new HostileProgram(name, name.substring(0, name.indexOf('_')), code, head);
  }

  private static void addLine(String name, Map<String, List<String>> head, String line) {
    int colon = line.indexOf(':');
    String key = colon < 0 ? line : line.substring(0, colon);
    if (!KEYS.contains(key)) {
      if (head.containsKey("expect")) {
        return;
      }
      throw new IllegalArgumentException("%s: no key '%s'".formatted(name, key));
    }
    head.computeIfAbsent(key, k -> new ArrayList<>()).add(line.substring(colon + 1).trim());
  }

  List<String> all(String key) {
    return head.getOrDefault(key, List.of());
  }

  Optional<String> first(String key) {
    return all(key).stream().findFirst();
  }

  /** Whether an outcome, in the words of the head, is one of those expected. */
  boolean expects(String outcome) {
    for (String each : first("expect").orElseThrow().split(" \\| ", -1)) {
      if (each.equals("any")
          || each.equals(outcome)
          || (each.equals("completed") && outcome.startsWith("completed"))) {
        return true;
      }
    }
    return false;
  }

  boolean interruptedWhenReady() {
    return first("interrupt").isPresent();
  }

  ExecutionRequest request() {
    Mode mode = Mode.valueOf(first("kind").orElse("cell").toUpperCase(Locale.ROOT));
    return new ExecutionRequest(
        code,
        mode,
        stdin(),
        List.of(),
        Optional.of(limits()),
        interruptedWhenReady(),
        true,
        true,
        "");
  }

  private Stdin stdin() {
    String text = first("stdin").orElse("");
    return text.equals("open") ? Stdin.open() : Stdin.text(text);
  }

  Limits limits() {
    return new Limits(
        Duration.ofMillis(limit("wall_ms", WALL_MILLIS)),
        Duration.ofMillis(limit("cpu_ms", WALL_MILLIS)),
        limit("memory_mb", 96) << 20,
        limit("output_kb", 64) << 10,
        limit("disk_kb", 2048) << 10);
  }

  private long limit(String key, long otherwise) {
    for (String each : first("limits").orElse("").split(" ", -1)) {
      if (each.startsWith(key + "=")) {
        return Long.parseLong(each.substring(key.length() + 1));
      }
    }
    return otherwise;
  }

  @Override
  public String toString() {
    return name;
  }
}
