package io.serpentarium.sandbox.remote.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Writes the content of one frame. All numbers are big-endian. */
public final class FrameWriter {

  private static final int FIRST_BYTES = 256;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int size = Link.HEADER_BYTES;

  FrameWriter() {}

  public FrameWriter flag(boolean value) {
    room(1)[size - 1] = (byte) (value ? 1 : 0);
    return this;
  }

  public FrameWriter number(int value) {
    ByteBuffer.wrap(room(Integer.BYTES)).putInt(size - Integer.BYTES, value);
    return this;
  }

  public FrameWriter number(long value) {
    ByteBuffer.wrap(room(Long.BYTES)).putLong(size - Long.BYTES, value);
    return this;
  }

  /** Writes a constant by its place, which is part of the protocol. */
  @SuppressWarnings("EnumOrdinal")
  public FrameWriter constant(Enum<?> value) {
    room(1)[size - 1] = (byte) value.ordinal();
    return this;
  }

  public FrameWriter duration(Duration value) {
    return number(value.toNanos());
  }

  /** Writes text in UTF-8 behind its length in bytes. */
  public FrameWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  public FrameWriter bytes(byte[] value) {
    return bytes(value, 0, value.length);
  }

  public FrameWriter bytes(byte[] source, int offset, int length) {
    number(length);
    System.arraycopy(source, offset, room(length), size - length, length);
    return this;
  }

  public <T> FrameWriter each(Collection<T> values, BiConsumer<FrameWriter, T> writer) {
    number(values.size());
    values.forEach(value -> writer.accept(this, value));
    return this;
  }

  public <T> FrameWriter optional(Optional<T> value, BiConsumer<FrameWriter, T> writer) {
    flag(value.isPresent());
    value.ifPresent(present -> writer.accept(this, present));
    return this;
  }

  /** Returns the frame, its header filled in. */
  @SuppressWarnings("EnumOrdinal")
  byte[] frame(FrameKind kind, Operation operation, long id) {
    ByteBuffer.wrap(bytes)
        .putInt(size - Integer.BYTES)
        .put((byte) kind.ordinal())
        .put((byte) operation.ordinal())
        .putLong(id);
    return bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
  }

  private byte[] room(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      long doubled = Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
    size = needed;
    return bytes;
  }
}
