package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.engine.TestEngine;
import io.serpentarium.sandbox.engine.TestEngines;
import io.serpentarium.sandbox.python.Measure.Statistics;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTableTest {

  private static final TestEngine ONE = TestEngines.ALL.get(0);
  private static final TestEngine OTHER = TestEngines.ALL.get(1);

  private final ComparisonTable table = new ComparisonTable(List.of(ONE, OTHER));

  @Test
  void showsWhatTheStatisticsAskFor() {
    table.add("a", Statistics.P50_AND_MAX, ONE, Reply.parse("= 3.0 1.0 2.0"));
    table.add("a", Statistics.P50_AND_MAX, ONE, Reply.parse("= 1234.5 0.5"));
    table.add("a", Statistics.P50_AND_MAX, OTHER, Reply.parse("! no | way"));
    assertThat(table.toString().lines())
        .containsExactly(
            "|  | " + ONE + " | " + OTHER + " |",
            "| --- | ---: | ---: |",
            "| a (p50 / max) | 2.00 / 1,235 | no \\| way |");
  }

  @Test
  void sumsMediansWhereAllPartsAreThere() {
    table.add("a", Statistics.P50, ONE, Reply.parse("= 1.0 2.0 30.0"));
    table.add("b", Statistics.P50, ONE, Reply.parse("= 40.0"));
    table.add("b", Statistics.P50, OTHER, Reply.parse("= 40.0"));
    table.addSum("sum", List.of("a", "b"));
    assertThat(table.toString()).endsWith("| sum | 42.0 | a part failed |");
  }

  @Test
  void aFailureOfOneRoundIsTheCellsFailure() {
    table.add("a", Statistics.P50, ONE, Reply.parse("= 1.0"));
    table.add("a", Statistics.P50, ONE, Reply.failed("the JVM ended\nat last"));
    table.add("a", Statistics.P50, ONE, Reply.parse("= 2.0"));
    assertThat(table.toString()).contains("| a | the JVM ended | not measured |");
  }

  @Test
  void repliesPassThroughTheirLine() {
    Reply measured = Reply.of(() -> Samples.of(2, 1));
    assertThat(Reply.parse(measured.toString())).isEqualTo(measured);
    Reply failed =
        Reply.of(
            () -> {
              throw new IllegalStateException("broken");
            });
    assertThat(Reply.parse(failed.toString())).isEqualTo(Reply.failed("broken"));
    assertThat(Reply.parse("a warning of the JVM").samples()).isEmpty();
  }
}
