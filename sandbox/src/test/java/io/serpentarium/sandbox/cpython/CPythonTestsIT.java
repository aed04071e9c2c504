package io.serpentarium.sandbox.cpython;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.cpython.CPythonTests.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sample of CPython's own tests, against the list; all of them runs sandbox/cpython-tests. */
@TestInstance(Lifecycle.PER_CLASS)
final class CPythonTestsIT {

  private static final Path LIST = Path.of("cpython", "tests.txt");

  private final TestList list = TestList.read(LIST);
  private @Nullable Sandbox sandbox;

  CPythonTestsIT() throws IOException {}

  @BeforeAll
  void open() {
    assumeThat(CPythonTests.wheelhouse())
        .as("the wheel that sandbox/cpython/wheel makes")
        .isDirectory();
    sandbox = CPythonTests.open(CPythonTests.wheelhouse());
  }

  @AfterAll
  void close() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  Stream<String> sample() {
    return list.sample().stream();
  }

  @ParameterizedTest
  @MethodSource("sample")
  void goesAsListed(String name) {
    Run run = new CPythonTests(sandbox).run(name);
    assertThat(run.verdict()).as(run.report(name)).isEqualTo(list.entries().get(name).verdict());
  }

  @Test
  void theListNamesEveryFile() throws IOException {
    assertThat(list.entries().keySet())
        .containsExactlyElementsOf(CPythonTests.names(CPythonTests.wheelhouse()));
  }

  @Test
  void whatFailsSaysWhy() {
    List<String> unexplained =
        list.entries().entrySet().stream()
            .filter(entry -> entry.getValue().lacksReason())
            .map(entry -> entry.getKey())
            .toList();
    assertThat(unexplained).isEmpty();
  }
}
