package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.MemoryAccount;
import io.serpentarium.sandbox.MemoryAccount.Use;
import io.serpentarium.sandbox.MemoryRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The lines that one execution displays, put together of the bytes as they come. Nothing is kept
 * but the line that is not yet complete. What they take is acquired before, and released at the end
 * of the execution. Not thread-safe.
 */
final class DisplayLines {

  /** Bytes that one execution may display. */
  static final int MOST_BYTES = 8 << 20;

  /**
   * Each byte lies in an array that may be twice as large, and in a text of two bytes a character.
   */
  private static final int COPIES = 4;

  private static final byte[] NOTHING = {};

  private final MemoryAccount account;
  private final Consumer<String> lines;
  private byte[] line = NOTHING;
  private int length;
  private long written;

  /**
   * Creates an empty collection.
   *
   * @param account the account that pays for the lines
   * @param lines takes each complete line, without its end
   */
  DisplayLines(MemoryAccount account, Consumer<String> lines) {
    this.account = account;
    this.lines = lines;
  }

  /** Takes some bytes, or returns false when there is no room for them. */
  boolean write(byte[] source, int offset, int count) {
    if (written + count > MOST_BYTES || !acquired((long) COPIES * count)) {
      return false;
    }
    written += count;
    int start = offset;
    for (int at = offset; at < offset + count; at++) {
      if (source[at] == '\n') {
        append(source, start, at - start);
        complete();
        start = at + 1;
      }
    }
    append(source, start, offset + count - start);
    return true;
  }

  private boolean acquired(long bytes) {
    try {
      account.acquire(Use.OUTPUT, bytes);
      return true;
    } catch (MemoryRefusedException e) {
      return false;
    }
  }

  private void append(byte[] source, int offset, int count) {
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * length));
    }
    System.arraycopy(source, offset, line, length, count);
    length += count;
  }

  private void complete() {
    lines.accept(new String(line, 0, length, StandardCharsets.UTF_8));
    line = NOTHING;
    length = 0;
  }

  /** Drops an incomplete line, and releases the memory of all. */
  void end() {
    line = NOTHING;
    length = 0;
    account.release(Use.OUTPUT, COPIES * written);
    written = 0;
  }
}
