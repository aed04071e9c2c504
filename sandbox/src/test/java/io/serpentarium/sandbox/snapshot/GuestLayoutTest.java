package io.serpentarium.sandbox.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GuestLayoutTest {

  private static final String HEADER = "0061736d01000000";
  private static final String MEMORY = "0506010191028020";
  private static final String GLOBAL = "0609017f0141808080040b";

  @Test
  void tellsWhereTheStackEndsAndHowFarTheMemoryGrows() {
    assertThat(GuestLayout.of(parse(HEADER + MEMORY + GLOBAL)))
        .isEqualTo(new GuestLayout(8 << 20, 256 << 20));
  }

  @ParameterizedTest
  @CsvSource({
    "'', none",
    "060e027f0141808080040b7f0141000b, two globals",
    "0609017e0142808080040b, a global of 64 bits",
    "0606017f0041000b, a constant"
  })
  void refusesAModuleWithMoreState(String global, String why) {
    assertThatThrownBy(() -> GuestLayout.of(parse(HEADER + MEMORY + global)))
        .as(why)
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAMemoryWithoutAMaximum() {
    assertThatThrownBy(() -> GuestLayout.of(parse(HEADER + "0504010091" + "02" + GLOBAL)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] parse(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
