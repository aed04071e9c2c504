package io.serpentarium.sandbox.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CapturedTextTest {

  private final CapturedText captured = new CapturedText();

  @ParameterizedTest
  @ValueSource(strings = {"é", "€", "😀", "a😀é€z"})
  void charactersAreNeverSplit(String text) {
    StringBuilder pieces = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      String piece = append(b);
      assertThat(piece).doesNotContain("\ufffd");
      pieces.append(piece);
    }
    assertThat(pieces + captured.end()).isEqualTo(text);
    assertThat(captured.take()).isEqualTo(text);
  }

  @Test
  void longTextIsWholeAndGivenOnce() {
    String line = "0123456789\n";
    for (int i = 0; i < 10_000; i++) {
      captured.append(line.getBytes(UTF_8), 0, line.length());
    }
    assertThat(captured.take()).isEqualTo(line.repeat(10_000));
    assertThat(captured.take()).isEmpty();
  }

  @Test
  void malformedBytesAreReplaced() {
    assertThat(append('a', 0xff, 'b')).isEqualTo("a\ufffdb");
  }

  @Test
  void unfinishedCharacterIsReplacedAtTheEnd() {
    append('a', 0xe2, 0x82);
    assertThat(captured.end()).isEqualTo("\ufffd");
    assertThat(captured.take()).isEqualTo("a\ufffd");
  }

  @Test
  void characterThatTheLimitCutIsDropped() {
    append('a', 0xe2, 0x82);
    captured.markTruncated();
    assertThat(captured.end()).isEmpty();
    assertThat(captured.take()).isEqualTo("a");
  }

  private String append(int... bytes) {
    byte[] source = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      source[i] = (byte) bytes[i];
    }
    return captured.append(source, 0, source.length);
  }
}
