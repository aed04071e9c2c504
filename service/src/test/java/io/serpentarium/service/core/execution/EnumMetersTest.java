package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnumMetersTest {

  private enum Fate {
    KEPT,
    ROLLED_BACK
  }

  @Test
  void areMadeForEachConstantAtOnceAndOnce() {
    List<String> labels = new ArrayList<>();
    EnumMeters<Fate, String> meters =
        new EnumMeters<>(
            Fate.class,
            label -> {
              labels.add(label);
              return "meter of " + label;
            });
    assertThat(labels).containsExactly("kept", "rolled_back");
    assertThat(meters.of(Fate.ROLLED_BACK)).isEqualTo("meter of rolled_back");
    assertThat(meters.of(Fate.KEPT)).isEqualTo("meter of kept");
    assertThat(labels).hasSize(2);
  }
}
