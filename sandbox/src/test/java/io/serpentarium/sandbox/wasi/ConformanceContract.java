package io.serpentarium.sandbox.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.serpentarium.sandbox.engine.Engine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The host as programs of another language see it, on one engine. */
abstract class ConformanceContract {

  /** A new engine. */
  protected abstract Engine newEngine();

  @TestFactory
  Stream<DynamicContainer> expectations() throws Exception {
    try (Engine engine = newEngine()) {
      return ConformanceProgram.NAMES.stream()
          .map(name -> dynamicContainer(name, run(engine, name, new ErrnoMatrix())))
          .toList()
          .stream();
    }
  }

  @Test
  void everyErrnoThatTheHostCanGiveIsDriven() {
    ErrnoMatrix matrix = new ErrnoMatrix();
    try (Engine engine = newEngine()) {
      ConformanceProgram.NAMES.forEach(name -> run(engine, name, matrix));
    }
    assertThat(matrix.given()).containsExactlyElementsOf(ErrnoMatrix.possible());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 33, 125, 126, 255, 256, -1, Integer.MIN_VALUE})
  void exitCodeIsKeptWhole(int code) {
    try (Engine engine = newEngine()) {
      assertThatThrownBy(
              () -> new ConformanceProgram("proc").run(engine, new ErrnoMatrix(), "exit", code))
          .hasCauseInstanceOf(ProcessExit.class)
          .cause()
          .extracting(exit -> ((ProcessExit) exit).code())
          .isEqualTo(code);
    }
  }

  private static List<DynamicNode> run(Engine engine, String name, ErrnoMatrix matrix) {
    try {
      return tests(new ConformanceProgram(name).run(engine, matrix, "run"));
    } catch (Exception e) {
      throw new AssertionError(name, e);
    }
  }

  private static List<DynamicNode> tests(ConformanceProgram.Report report) {
    List<String> lines = report.lines().subList(0, report.lines().size() - 1);
    Stream<DynamicTest> tests =
        lines.stream().map(line -> dynamicTest(line, () -> assertThat(line).startsWith("ok ")));
    DynamicTest end =
        dynamicTest(
            "end",
            () -> {
              assertThat(report.lines()).last().isEqualTo("end " + lines.size());
              assertThat(report.result()).isZero();
            });
    return Stream.concat(tests, Stream.of(end)).map(DynamicNode.class::cast).toList();
  }
}
