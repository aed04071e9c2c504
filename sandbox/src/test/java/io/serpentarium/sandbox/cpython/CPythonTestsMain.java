package io.serpentarium.sandbox.cpython;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.cpython.CPythonTests.Run;
import io.serpentarium.sandbox.cpython.TestList.Entry;
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
 * Runs CPython's tests and compares with the list: {@code WHEELHOUSE LIST [--update] [--sample]
 * [NAME…]}. Exit 1 where a file went otherwise than the list says; with {@code --update} the list
 * is written anew instead.
 */
final class CPythonTestsMain {

  private static final String HEAD =
      """
      # CPython's own tests in the sandbox, a file a line; sandbox/cpython-tests checks it and --update writes it anew.
      # An asterisk: in the sample that every build runs. What fails says why behind a hash.
      # By their sources, CPython's own build for WASI passes four of those that fail or end here: test_ensurepip (left out), test_io and
      # test_random (more file or memory than a session has) and test_pydoc; the others fail in what it skips.
      """;

  private final Path listFile;
  private final boolean update;
  private final Path log;
  private final TestList list;
  private final Map<String, Integer> counts = new TreeMap<>();
  private int differing;

  private CPythonTestsMain(Path listFile, boolean update, Path log) throws IOException {
    this.listFile = listFile;
    this.update = update;
    this.log = log;
    list = TestList.read(listFile);
    Files.deleteIfExists(log);
  }

  public static void main(String[] arguments) throws IOException {
    Path wheelhouse = Path.of(arguments[0]);
    List<String> names = new ArrayList<>(Arrays.asList(arguments).subList(2, arguments.length));
    boolean update = names.remove("--update");
    boolean sample = names.remove("--sample");
    CPythonTestsMain main =
        new CPythonTestsMain(Path.of(arguments[1]), update, wheelhouse.resolve("failures.log"));
    if (sample) {
      names.addAll(main.list.sample());
    } else if (names.isEmpty()) {
      names.addAll(CPythonTests.names(wheelhouse));
    }
    main.run(wheelhouse, names);
    System.exit(main.differing > 0 && !update ? 1 : 0);
  }

  private void run(Path wheelhouse, Collection<String> names) throws IOException {
    try (Sandbox sandbox = CPythonTests.open(wheelhouse)) {
      CPythonTests tests = new CPythonTests(sandbox);
      for (String name : names) {
        note(name, tests.run(name));
      }
    }
    System.out.println(counts + ", not as listed: " + differing);
  }

  private void note(String name, Run run) throws IOException {
    Entry known = list.entries().get(name);
    boolean same = known != null && known.verdict().equals(run.verdict());
    counts.merge(run.verdict().kind(), 1, Integer::sum);
    double seconds = run.cpuTime().toMillis() / 1e3;
    System.out.printf(
        Locale.ROOT, "%s %-40s %6.1f s  %s%n", same ? " " : "!", name, seconds, run.verdict());
    if (!same) {
      differing++;
      Files.writeString(
          log, run.report(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    if (update) {
      boolean inSample = known != null && known.sample();
      list.put(name, new Entry(inSample, run.verdict(), known == null ? "" : known.reason()));
      list.write(listFile, HEAD);
    }
  }
}
