package io.serpentarium.sandbox.suites;

import io.serpentarium.sandbox.suites.Suite.Run;
import io.serpentarium.sandbox.suites.TestList.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a suite and compares with its list: {@code SUITE WHEELHOUSE LIST [--update] [--sample]
 * [NAME…]}. Exit 1 where a file went otherwise than the list says; with {@code --update} the list
 * is written anew instead.
 */
final class SuiteMain {

  private final Path listFile;
  private final boolean update;
  private final Path log;
  private final TestList list;
  private final Map<String, Integer> counts = new TreeMap<>();
  private int differing;

  private SuiteMain(Path listFile, boolean update, Path log) throws IOException {
    this.listFile = listFile;
    this.update = update;
    this.log = log;
    list = TestList.read(listFile);
    Files.deleteIfExists(log);
  }

  public static void main(String[] arguments) throws IOException {
    Path wheelhouse = Path.of(arguments[1]);
    List<String> names = new ArrayList<>(Arrays.asList(arguments).subList(3, arguments.length));
    boolean update = names.remove("--update");
    boolean sample = names.remove("--sample");
    SuiteMain main =
        new SuiteMain(Path.of(arguments[2]), update, wheelhouse.resolve("failures.log"));
    try (Suite suite = Suite.open(arguments[0], wheelhouse)) {
      if (sample) {
        names.addAll(main.list.sample());
      } else if (names.isEmpty()) {
        names.addAll(suite.names());
      }
      main.run(suite, names);
    }
    System.exit(main.differing > 0 && !update ? 1 : 0);
  }

  private void run(Suite suite, Collection<String> names) throws IOException {
    for (String name : names) {
      note(name, suite.run(name));
    }
    System.out.println(counts + ", not as listed: " + differing);
  }

  private void note(String name, Run run) throws IOException {
    Entry known = list.entries().get(name);
    boolean same = known != null && known.verdict().equals(run.verdict());
    counts.merge(run.verdict().kind(), 1, Integer::sum);
    double seconds = run.cpuTime().toMillis() / 1e3;
    System.out.printf(
        Locale.ROOT,
        "%s %-40s %6.1f s  %-24s %s%n",
        same ? " " : "!",
        name,
        seconds,
        run.counts(),
        run.verdict());
    if (!same) {
      differing++;
      Files.writeString(
          log, run.report(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    if (update) {
      boolean inSample = known != null && known.sample();
      list.put(name, new Entry(inSample, run.verdict(), known == null ? "" : known.reason()));
      list.write(listFile);
    }
  }
}
