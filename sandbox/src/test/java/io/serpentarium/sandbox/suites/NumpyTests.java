package io.serpentarium.sandbox.suites;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.Snapshot;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** numpy's own tests, by pytest, in sessions that have imported both. */
final class NumpyTests extends Suite {

  private static final Pattern NAME =
      Pattern.compile("numpy_tests/numpy/(?:([\\w/]+)/)?tests/(test_\\w+)\\.py");

  private static final String IMPORTS =
      "import hypothesis.extra.numpy, numpy.random, numpy.testing, pytest";

  private final Snapshot imported;

  NumpyTests(Path wheelhouse) {
    super("numpy", wheelhouse);
    try (Session first = sandbox.open(OPTIONS)) {
      Outcome outcome =
          first
              .execute(ExecutionRequest.cell(IMPORTS))
              .result()
              .toCompletableFuture()
              .join()
              .outcome();
      if (!(outcome instanceof Outcome.Completed)) {
        throw new IllegalStateException("numpy is not imported: " + outcome);
      }
      imported = first.snapshot();
    }
  }

  @Override
  Stream<String> name(String path) {
    Matcher found = NAME.matcher(path);
    if (!found.matches()) {
      return Stream.empty();
    }
    String folder = found.group(1);
    return Stream.of(
        folder == null ? found.group(2) : folder.replace('/', '.') + "." + found.group(2));
  }

  @Override
  Session session() {
    return sandbox.open(OPTIONS, imported);
  }

  @Override
  public void close() {
    imported.close();
    super.close();
  }
}
