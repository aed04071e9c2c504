package io.serpentarium.sandbox.remote.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the content of one frame, which need not be trusted: each method throws {@link
 * ProtocolException} for what is not there or out of its range, and allocates no more than the
 * frame has bytes.
 */
public final class FrameReader {

  private final ByteBuffer content;

  FrameReader(byte[] content) {
    this.content = ByteBuffer.wrap(content);
  }

  public boolean flag() {
    return switch (require(1).get()) {
      case 0 -> false;
      case 1 -> true;
      default -> throw new ProtocolException("a flag is neither 0 nor 1");
    };
  }

  public int number() {
    return require(Integer.BYTES).getInt();
  }

  /** Reads a number from 0 to the most. */
  public int number(int most) {
    int value = number();
    if (value < 0 || value > most) {
      throw new ProtocolException("%d is not from 0 to %d".formatted(value, most));
    }
    return value;
  }

  /** Reads a number of 64 bits. */
  public long wide() {
    return require(Long.BYTES).getLong();
  }

  /** Reads a number of 64 bits that is not negative. */
  public long size() {
    long value = wide();
    if (value < 0) {
      throw new ProtocolException(value + " is negative");
    }
    return value;
  }

  public <E extends Enum<E>> E constant(Class<E> type) {
    E[] all = type.getEnumConstants();
    int ordinal = require(1).get();
    if (ordinal < 0 || ordinal >= all.length) {
      throw new ProtocolException("%s has no %d".formatted(type.getSimpleName(), ordinal));
    }
    return all[ordinal];
  }

  public Duration duration() {
    return Duration.ofNanos(size());
  }

  /** Reads text, of which malformed UTF-8 is replaced. */
  public String text() {
    int length = length();
    String text = new String(content.array(), content.position(), length, StandardCharsets.UTF_8);
    content.position(content.position() + length);
    return text;
  }

  /** Reads bytes, which are a view of the frame's. */
  public ByteBuffer bytes() {
    int length = length();
    ByteBuffer bytes = content.slice(content.position(), length);
    content.position(content.position() + length);
    return bytes;
  }

  /** Reads bytes into an array of their own. */
  public byte[] array() {
    byte[] array = new byte[length()];
    content.get(array);
    return array;
  }

  public <T> List<T> each(Function<FrameReader, T> reader) {
    int count = number(content.remaining());
    List<T> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(reader.apply(this));
    }
    return all;
  }

  public <T> Optional<T> optional(Function<FrameReader, T> reader) {
    return flag() ? Optional.of(reader.apply(this)) : Optional.empty();
  }

  /** Checks that nothing is left. */
  public void end() {
    if (content.hasRemaining()) {
      throw new ProtocolException(content.remaining() + " bytes are left");
    }
  }

  private int length() {
    int length = number();
    if (length < 0 || length > content.remaining()) {
      throw new ProtocolException("a length of %d in %d".formatted(length, content.remaining()));
    }
    return length;
  }

  private ByteBuffer require(int bytes) {
    if (content.remaining() < bytes) {
      throw new ProtocolException("a frame ends early");
    }
    return content;
  }
}
