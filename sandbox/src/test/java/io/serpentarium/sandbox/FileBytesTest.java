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
  void areCopiedInPartsHoweverTheyLie() {
    assertThat(bytes.toArray(1, 1)).containsExactly(2);
    assertThat(bytes.toArray(1, 5)).containsExactly(2, 3);
    assertThat(bytes.toArray(3, 5)).isEmpty();
    assertThat(bytes.toArray(Long.MAX_VALUE, 5)).isEmpty();
    FileBytes apart = new Apart(bytes);
    assertThat(apart.toArray(0, 2)).containsExactly(1, 2);
    assertThat(apart.toArray()).containsExactly(1, 2, 3);
  }

  /** Bytes of which no two lie together. */
  private record Apart(FileBytes all) implements FileBytes {

    @Override
    public long size() {
      return all.size();
    }

    @Override
    public ByteBuffer from(long position) {
      return all.from(position).slice(0, 1);
    }
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
