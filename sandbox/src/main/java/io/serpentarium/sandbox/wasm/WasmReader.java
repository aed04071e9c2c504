package io.serpentarium.sandbox.wasm;

import java.nio.charset.StandardCharsets;

/**
 * Reads the numbers of a WebAssembly binary, from one position to an end. Every method throws
 * {@link IllegalArgumentException} beyond that.
 */
public final class WasmReader {

  private static final int CONTINUED = 0x80;
  private static final int SIGN = 0x40;
  private static final int WIDEST = 64;

  private final byte[] wasm;
  private final int end;
  private int position;

  /** A reader of all from a position on. */
  public WasmReader(byte[] wasm, int position) {
    this(wasm, position, wasm.length);
  }

  private WasmReader(byte[] wasm, int position, int end) {
    this.wasm = wasm;
    this.position = position;
    this.end = end;
  }

  /** Returns another reader, of a number of bytes from the same position on. */
  public WasmReader fork(long bytes) {
    return new WasmReader(wasm, position, position + within(bytes));
  }

  /** Returns whether the end is not reached. */
  public boolean hasMore() {
    return position < end;
  }

  /** Returns the number of bytes left. */
  public int left() {
    return end - position;
  }

  /** Skips a number of bytes. */
  public void skip(long bytes) {
    position += within(bytes);
  }

  /** The next byte, from 0 to 255. */
  public int readByte() {
    within(1);
    return wasm[position++] & 0xff;
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  public long unsigned() {
    return number(false);
  }

  /** A signed LEB128 number of at most 32 bits. */
  public long signed() {
    return number(true);
  }

  /**
   * A count of things of which each takes at least one byte, so that no more is promised than there
   * is.
   */
  public int count() {
    return within(unsigned());
  }

  /** Reads a name: its length in bytes, and its UTF-8; malformed bytes read as U+FFFD. */
  public String name() {
    int length = count();
    String name = new String(wasm, position, length, StandardCharsets.UTF_8);
    position += length;
    return name;
  }

  /** Passes over a LEB128 number of any width. */
  public void skipNumber() {
    number(false);
  }

  private long number(boolean signed) {
    long value = 0;
    int shift = 0;
    int next;
    do {
      require(shift < WIDEST, "a number is too long");
      next = readByte();
      value |= (long) (next & ~CONTINUED) << shift;
      shift += 7;
    } while ((next & CONTINUED) != 0);
    return signed && (next & SIGN) != 0 ? value | -1L << shift : value;
  }

  private int within(long bytes) {
    require(bytes >= 0 && bytes <= end - position, "the module ends early");
    return (int) bytes;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
