package io.serpentarium.service.cluster;

import java.io.InputStream;

/**
 * Reads a value of Redis in parts of {@link StagedValue#PART_BYTES}, each when it is needed; it
 * ends early if the value is deleted meanwhile. Reading throws {@link
 * io.serpentarium.service.core.session.DirectoryAwayException}. Not thread-safe.
 */
final class StoredValue extends InputStream {

  private final RedisLink redis;
  private final String key;
  private byte[] part;
  private int position;
  private long following;

  /**
   * @param first the first part of the value
   */
  StoredValue(RedisLink redis, String key, byte[] first) {
    this.redis = redis;
    this.key = key;
    this.part = first;
    this.following = first.length;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (position == part.length && !advance()) {
      return -1;
    }
    int count = Math.min(length, part.length - position);
    System.arraycopy(part, position, bytes, offset, count);
    position += count;
    return count;
  }

  private boolean advance() {
    if (part.length < StagedValue.PART_BYTES) {
      return false;
    }
    long from = following;
    part =
        redis.call(
            connection ->
                connection.async().getrange(key, from, from + StagedValue.PART_BYTES - 1));
    following += part.length;
    position = 0;
    return part.length > 0;
  }
}
