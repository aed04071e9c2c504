package io.serpentarium.sandbox.suites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.serpentarium.sandbox.suites.Suite.Run;
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

/** The sample of a suite, against its list; all of it runs {@code sandbox/NAME-tests}. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class SuiteFixture {

  private final String name;
  private final TestList list;
  private @Nullable Suite suite;

  SuiteFixture(String name) throws IOException {
    this.name = name;
    list = TestList.read(Path.of(name, "tests.txt"));
  }

  @BeforeAll
  void open() {
    Path wheelhouse = Suite.wheelhouse(name);
    assumeThat(wheelhouse)
        .as("the wheel that sandbox/%s/wheel makes".formatted(name))
        .isDirectory();
    suite = Suite.open(name, wheelhouse);
  }

  @AfterAll
  void close() {
    if (suite != null) {
      suite.close();
    }
  }

  Stream<String> sample() {
    return list.sample().stream();
  }

  @ParameterizedTest
  @MethodSource("sample")
  void goesAsListed(String file) {
    Run run = suite.run(file);
    assertThat(run.verdict()).as(run.report(file)).isEqualTo(list.entries().get(file).verdict());
  }

  @Test
  void theListNamesEveryFile() throws IOException {
    assertThat(list.entries().keySet()).containsExactlyElementsOf(suite.names());
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
