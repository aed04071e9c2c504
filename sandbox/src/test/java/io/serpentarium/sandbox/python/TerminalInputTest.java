package io.serpentarium.sandbox.python;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TerminalInputTest {

  private final TerminalInput input = new TerminalInput();

  private boolean type(String text) {
    return input.offer(text.getBytes(US_ASCII));
  }

  private String take(int most) {
    return new String(input.take(most), US_ASCII);
  }

  @Test
  void givesBytesInOrder() {
    type("abc");
    type("de");
    assertThat(take(2)).isEqualTo("ab");
    input.putBack("B".getBytes(US_ASCII));
    assertThat(take(10)).isEqualTo("Bcde");
    assertThat(input.isEmpty()).isTrue();
  }

  @Test
  void takesSoMuchAndNoMore() {
    assertThat(input.offer(new byte[TerminalInput.CAPACITY])).isTrue();
    assertThat(type("x")).isFalse();
    assertThat(input.take(1)).hasSize(1);
    assertThat(type("x")).isTrue();
  }

  @Test
  void interruptDropsWhatWasTypedBefore() {
    type("dropped\u0003also\u0003kept");
    assertThat(input.takeInterrupt()).isTrue();
    assertThat(input.takeInterrupt()).isFalse();
    assertThat(take(10)).isEqualTo("kept");
  }

  @Test
  void isStarvedWhileAReaderFindsNothing() {
    assertThat(input.starved()).isFalse();
    assertThat(input.readable()).isFalse();
    assertThat(input.starved()).isTrue();
    input.beforeWait();
    assertThat(input.starved()).isFalse();
    type("x");
    assertThat(input.readable()).isTrue();
    assertThat(input.starved()).isFalse();
  }

  @Test
  void endIsReadable() {
    input.end();
    assertThat(input.readable()).isTrue();
    assertThat(input.poll(new byte[1], 0, 1)).isZero();
  }
}
