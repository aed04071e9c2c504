package io.serpentarium.sandbox.snapshot;

/** Reads the numbers of a WebAssembly binary from one position on. */
final class WasmReader {

  private static final int CONTINUED = 0x80;
  private static final int SIGN = 0x40;

  private final byte[] wasm;
  private int position;

  WasmReader(byte[] wasm, int position) {
    this.wasm = wasm;
    this.position = position;
  }

  /** Another reader, at the same position. */
  WasmReader fork() {
    return new WasmReader(wasm, position);
  }

  boolean hasMore() {
    return position < wasm.length;
  }

  void skip(long bytes) {
    position = Math.toIntExact(position + bytes);
  }

  int readByte() {
    return wasm[position++] & 0xff;
  }

  /** An unsigned LEB128 number of at most 32 bits. */
  long unsigned() {
    return number(false);
  }

  /** A signed LEB128 number of at most 32 bits. */
  long signed() {
    return number(true);
  }

  private long number(boolean signed) {
    long value = 0;
    int shift = 0;
    int next;
    do {
      next = readByte();
      value |= (long) (next & ~CONTINUED) << shift;
      shift += 7;
    } while ((next & CONTINUED) != 0);
    return signed && (next & SIGN) != 0 ? value | -1L << shift : value;
  }
}
