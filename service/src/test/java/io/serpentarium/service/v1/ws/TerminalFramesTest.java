package io.serpentarium.service.v1.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.TerminalSize;
import io.serpentarium.service.edge.body.WireJson;
import io.serpentarium.service.edge.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalFramesTest {

  private final TerminalFrames frames = new TerminalFrames(new WireJson());

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "0, 1",
    "-1, 1",
    "1000, 1000",
    "1001, 1000",
    "9223372036854775807, 1000",
    "9223372036854775808, 1000",
    "1000000000000000000000000000000, 1000",
    "-1000000000000000000000000000000, 1"
  })
  void bringsSizesIntoTheirRange(String sent, int taken) {
    assertThat(frames.read("[\"set_size\", 24, %s]".formatted(sent)))
        .isEqualTo(new TerminalFrames.Frame.Resized(new TerminalSize(24, taken)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "[\"stdin\", 1]", "[\"set_size\", 1]", "[\"set_size\", 1.5, 2]"})
  void refusesOtherFrames(String text) {
    assertThatThrownBy(() -> frames.read(text)).isInstanceOf(ProblemException.class);
  }
}
