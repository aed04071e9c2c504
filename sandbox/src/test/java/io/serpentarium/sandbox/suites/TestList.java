package io.serpentarium.sandbox.suites;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What is known of a suite, a file of tests a line: {@code NAME VERDICT}, and behind {@code #} why
 * it fails. An asterisk before the name puts the file into the sample. What stands above the files,
 * each line behind {@code #}, is kept as it is.
 */
final class TestList {

  /** One line. */
  record Entry(boolean sample, TestVerdict verdict, String reason) {

    /** Forgets the reason where there is nothing to explain. */
    Entry {
      reason = verdict.isBad() ? reason : "";
    }

    boolean lacksReason() {
      return verdict.isBad() && reason.isEmpty();
    }

    private String line(String name) {
      String why = reason.isEmpty() ? "" : "  # " + reason;
      return "%s %s %s%s".formatted(sample ? "*" : " ", name, verdict, why);
    }
  }

  private final NavigableMap<String, Entry> entries = new TreeMap<>();
  private final List<String> head = new ArrayList<>();

  static TestList read(Path file) throws IOException {
    TestList list = new TestList();
    if (Files.exists(file)) {
      Files.readAllLines(file).forEach(list::parse);
    }
    return list;
  }

  private void parse(String line) {
    if (line.startsWith("#")) {
      head.add(line + "\n");
      return;
    }
    int comment = line.indexOf("  # ");
    String reason = comment < 0 ? "" : line.substring(comment + 4);
    String known = comment < 0 ? line : line.substring(0, comment);
    String[] words = known.substring(2).split(" ", 3);
    List<String> detail = words.length < 3 ? List.of() : detail(words[1], words[2]);
    put(
        words[0],
        new Entry(known.startsWith("*"), new TestVerdict(words[1], detail), reason.strip()));
  }

  private static List<String> detail(String kind, String text) {
    return kind.equals(TestVerdict.FAILS) ? List.of(text.split(" ")) : List.of(text);
  }

  Map<String, Entry> entries() {
    return entries;
  }

  List<String> sample() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().sample())
        .map(Map.Entry::getKey)
        .toList();
  }

  void put(String name, Entry entry) {
    entries.put(name, entry);
  }

  void write(Path file) throws IOException {
    Files.writeString(
        file,
        entries.entrySet().stream()
            .map(entry -> entry.getValue().line(entry.getKey()) + "\n")
            .collect(joining("", String.join("", head), "")));
  }
}
