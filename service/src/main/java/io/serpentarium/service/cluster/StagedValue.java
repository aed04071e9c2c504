package io.serpentarium.service.cluster;

import io.serpentarium.service.core.session.DirectoryAwayException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Writes a value of any size to Redis in parts, none of which keeps other commands waiting for
 * long, under a name of its own. A script moves it to its place with the last part, or with the
 * only one; Redis forgets what none has moved. Writing throws {@link DirectoryAwayException}, and
 * closing has no effect. Not thread-safe.
 */
final class StagedValue extends OutputStream {

  /** The most bytes of a part. */
  static final int PART_BYTES = 256 << 10;

  /** The time after which Redis forgets a value to which nothing was added. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(1);

  private final RedisLink redis;
  private final String key = Keys.STAGED + UUID.randomUUID();
  private final byte[] part = new byte[PART_BYTES];
  private int filled;
  private long sent;

  private StagedValue(RedisLink redis) {
    this.redis = redis;
  }

  /** Writes the content of a value. */
  @FunctionalInterface
  interface Content {

    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a value and has it moved to its place; deletes what has been sent if either throws.
   *
   * @param mover runs the script that moves it, and returns what that tells
   */
  static <T> T write(RedisLink redis, Content content, Function<StagedValue, T> mover) {
    StagedValue staged = new StagedValue(redis);
    boolean moved = false;
    try {
      content.writeTo(staged);
      T told = mover.apply(staged);
      moved = true;
      return told;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!moved) {
        staged.abandon();
      }
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    for (int done = 0; done < length; ) {
      if (filled == PART_BYTES) {
        send();
      }
      int count = Math.min(length - done, PART_BYTES - filled);
      System.arraycopy(bytes, offset + done, part, filled, count);
      filled += count;
      done += count;
    }
  }

  private void send() {
    List<Object> reply =
        redis.run(LuaScript.APPEND_PART, List.of(key), sent, FORGOTTEN.toMillis(), lastPart());
    if (!Replies.isTrue(reply, 0)) {
      throw new DirectoryAwayException("Redis has forgotten the parts before");
    }
    sent += filled;
    filled = 0;
  }

  /** Returns the name of what has been sent so far. */
  String key() {
    return key;
  }

  /** Returns the number of bytes that have been sent so far. */
  long sentBytes() {
    return sent;
  }

  /** Returns what has been written and not sent. */
  byte[] lastPart() {
    byte[] last = new byte[filled];
    System.arraycopy(part, 0, last, 0, filled);
    return last;
  }

  /** Deletes what has been sent, without waiting for it. */
  private void abandon() {
    if (sent > 0) {
      var _ = redis.send(connection -> connection.async().unlink(key));
    }
  }
}
