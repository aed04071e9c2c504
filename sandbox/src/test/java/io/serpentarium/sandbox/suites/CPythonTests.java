package io.serpentarium.sandbox.suites;

import io.serpentarium.sandbox.Session;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** CPython's own tests. */
final class CPythonTests extends Suite {

  /** Folders whose files are tests of their own, as CPython's runner has it. */
  private static final Set<String> SPLIT =
      Set.of(
          "test_asyncio",
          "test_concurrent_futures",
          "test_future_stmt",
          "test_inspect",
          "test_pydoc");

  private static final Pattern NAME =
      Pattern.compile("test/((test_\\w+)(?:\\.py|/__init__\\.py|/(test_\\w+)\\.py))");

  CPythonTests(Path wheelhouse) {
    super("cpython", wheelhouse);
  }

  @Override
  Stream<String> name(String path) {
    Matcher found = NAME.matcher(path);
    if (!found.matches()) {
      return Stream.empty();
    }
    String folder = found.group(2);
    if (found.group(3) == null) {
      return SPLIT.contains(folder) ? Stream.empty() : Stream.of(folder);
    }
    return SPLIT.contains(folder) ? Stream.of(folder + "." + found.group(3)) : Stream.empty();
  }

  @Override
  Session session() {
    return sandbox.open(OPTIONS);
  }
}
