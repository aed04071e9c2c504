package io.serpentarium.sandbox.snapshot;

import io.serpentarium.sandbox.wasm.WasmReader;

/**
 * The layout of a module's state between calls, as its binary has it.
 *
 * @param stackBytes the size of its stack, at the beginning of the memory; empty between calls, so
 *     that no image holds any of it
 * @param maxMemoryBytes the size up to which its memory may grow
 */
public record GuestLayout(long stackBytes, long maxMemoryBytes) {

  private static final int MEMORY_SECTION = 5;
  private static final int GLOBAL_SECTION = 6;
  private static final int HEADER_BYTES = 8;
  private static final int I32 = 0x7f;
  private static final int MUTABLE = 1;
  private static final int I32_CONST = 0x41;
  private static final int END = 0x0b;
  private static final int HAS_MAXIMUM = 1;
  private static final long WASM_PAGE_BYTES = 1 << 16;

  /**
   * Reads a layout.
   *
   * @param wasm the binary format, validated by an engine
   * @throws IllegalArgumentException if the module's state is more than its memory: if it has
   *     another mutable global than its stack pointer
   */
  public static GuestLayout of(byte[] wasm) {
    long stack = -1;
    long maximum = -1;
    WasmReader reader = new WasmReader(wasm, HEADER_BYTES);
    while (reader.hasMore()) {
      int section = reader.readByte();
      long length = reader.unsigned();
      if (section == MEMORY_SECTION) {
        maximum = maximumOf(reader.fork(length));
      } else if (section == GLOBAL_SECTION) {
        stack = stackPointerOf(reader.fork(length));
      }
      reader.skip(length);
    }
    require(maximum > 0, "a memory with a maximum");
    require(stack > 0 && stack % PageRanges.PAGE_BYTES == 0, "one mutable global, a stack pointer");
    return new GuestLayout(stack, maximum);
  }

  private static long maximumOf(WasmReader section) {
    require(section.unsigned() == 1, "one memory");
    require(section.readByte() == HAS_MAXIMUM, "a memory with a maximum");
    section.unsigned();
    return section.unsigned() * WASM_PAGE_BYTES;
  }

  /** Finds the first mutable global, which must be the only one; exported data are constants. */
  private static long stackPointerOf(WasmReader section) {
    long stack = -1;
    for (long left = section.unsigned(); left > 0; left--) {
      int type = section.readByte();
      boolean mutable = section.readByte() == MUTABLE;
      require(type == I32 && section.readByte() == I32_CONST, "globals of constant i32");
      long value = section.signed();
      require(section.readByte() == END, "globals of constant i32");
      require(!mutable || stack < 0, "one mutable global, a stack pointer");
      stack = mutable ? value : stack;
    }
    return stack;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("a module for snapshots needs " + what);
    }
  }
}
