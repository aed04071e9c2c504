package io.serpentarium.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class FileBytesTest {

  private final FileBytes bytes = FileBytes.of(new byte[] {1, 2, 3});

  @Test
  void areReadFromAnyPosition() {
    assertThat(bytes.size()).isEqualTo(3);
    assertThat(bytes.from(0)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(bytes.from(2)).isEqualTo(ByteBuffer.wrap(new byte[] {3}));
    assertThat(bytes.from(3).hasRemaining()).isFalse();
    assertThat(bytes.from(Long.MAX_VALUE).hasRemaining()).isFalse();
    assertThat(bytes.toArray()).containsExactly(1, 2, 3);
  }

  @Test
  void areTheRestOfABuffer() {
    assertThat(FileBytes.of(ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 1)).toArray())
        .containsExactly(2);
  }

  @Test
  void cannotBeChanged() {
    assertThatThrownBy(() -> bytes.from(0).put((byte) 0))
        .isInstanceOf(ReadOnlyBufferException.class);
  }
}
