package io.serpentarium.sandbox.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TranscriptTest {

  private final Transcript transcript = new Transcript();

  @Test
  void remembersAllOfLittle() {
    transcript.append("a\r\n");
    transcript.append("b");
    assertThat(transcript.text()).isEqualTo("a\r\nb");
  }

  @Test
  void remembersTheLastOfMuchFromALinesBegin() {
    String line = "0123456789".repeat(7) + "\r\n";
    for (int i = 0; i < 3 * Transcript.CAPACITY / line.length(); i++) {
      transcript.append(line);
      assertThat(transcript.text()).startsWith("0");
      assertThat(transcript.text().length()).isLessThanOrEqualTo(2 * Transcript.CAPACITY);
    }
    assertThat(transcript.text()).endsWith(line);
  }

  @Test
  void aLineWithoutAnEndIsCut() {
    transcript.append("x".repeat(2 * Transcript.CAPACITY + 1));
    assertThat(transcript.text()).hasSize(Transcript.CAPACITY);
  }
}
