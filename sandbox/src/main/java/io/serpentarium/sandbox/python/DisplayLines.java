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

  /** Lines that one execution may display. */
  static final int MOST_LINES = 100_000;

  /** The bytes of each line in addition to its text. */
  private static final int LINE_BYTES = 64;

  private static final byte[] NOTHING = {};

  private final MemoryAccount account;
  private final Consumer<String> lines;
  private byte[] line = NOTHING;
  private int length;
  private long written;
  private int begun;
  private long held;

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

  /**
   * Takes some bytes, or returns false when there is no room for them; the line that they belong to
   * is dropped then.
   */
  boolean write(byte[] source, int offset, int count) {
    int ends = ends(source, offset, count);
    if (written + count > MOST_BYTES
        || begun + ends > MOST_LINES
        || !acquired((long) COPIES * count + (long) LINE_BYTES * ends)) {
      drop();
      return false;
    }
    written += count;
    begun += ends;
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

  /** Forgets the line that is not complete, so that a shorter one has room and stands by itself. */
  private void drop() {
    account.release(Use.OUTPUT, (long) COPIES * length);
    held -= (long) COPIES * length;
    written -= length;
    line = NOTHING;
    length = 0;
  }

  private static int ends(byte[] source, int offset, int count) {
    int ends = 0;
    for (int at = offset; at < offset + count; at++) {
      ends += source[at] == '\n' ? 1 : 0;
    }
    return ends;
  }

  private boolean acquired(long bytes) {
    try {
      account.acquire(Use.OUTPUT, bytes);
      held += bytes;
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
    account.release(Use.OUTPUT, held);
    held = 0;
    written = 0;
    begun = 0;
  }
}
