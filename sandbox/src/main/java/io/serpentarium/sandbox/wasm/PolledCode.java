package io.serpentarium.sandbox.wasm;

import java.util.Optional;

/**
 * Checks that guest code polls: that each function and each loop begins with a load from the
 * beginning of the memory. Code without end calls or jumps back without end, so it polls again and
 * again.
 *
 * <p>A poll is {@code i32.const 0; i32.load8_u offset; drop}, with an offset below {@link
 * #POLLED_BYTES} that no other poll of the function has: a compiler may take the second of two
 * equal loads for superfluous.
 *
 * <p>Instructions that are not known here are refused. Among them are those that transfer control
 * in other ways (tail calls, exceptions), and bulk memory, which runs in the runtime's own code.
 */
public final class PolledCode {

  /** Polls load from below this address: the smallest page of any system. */
  public static final int POLLED_BYTES = 4096;

  private static final long MAGIC_AND_VERSION = 0x0061_736d_0100_0000L;
  private static final int HEADER_BYTES = 8;
  private static final int MEMORY_SECTION = 5;
  private static final int CODE_SECTION = 10;

  private static final int UNREACHABLE = 0x00;
  private static final int NOP = 0x01;
  private static final int BLOCK = 0x02;
  private static final int LOOP = 0x03;
  private static final int IF = 0x04;
  private static final int ELSE = 0x05;
  private static final int END = 0x0b;
  private static final int BR = 0x0c;
  private static final int BR_IF = 0x0d;
  private static final int BR_TABLE = 0x0e;
  private static final int RETURN = 0x0f;
  private static final int CALL = 0x10;
  private static final int CALL_INDIRECT = 0x11;
  private static final int DROP = 0x1a;
  private static final int SELECT = 0x1b;
  private static final int SELECT_OF_TYPES = 0x1c;
  private static final int LOCAL_GET = 0x20;
  private static final int TABLE_SET = 0x26;
  private static final int I32_LOAD = 0x28;
  private static final int I32_LOAD8_U = 0x2d;
  private static final int I64_STORE32 = 0x3e;
  private static final int MEMORY_SIZE = 0x3f;
  private static final int I64_CONST = 0x42;
  private static final int I32_CONST = 0x41;
  private static final int F32_CONST = 0x43;
  private static final int F64_CONST = 0x44;
  private static final int I32_EQZ = 0x45;
  private static final int I64_EXTEND32_S = 0xc4;
  private static final int PREFIX = 0xfc;

  /** The last of the saturating conversions; behind it come bulk memory and tables. */
  private static final int LAST_OF_PREFIX = 7;

  /** By offset, the function that polled there last; functions are numbered from 1. */
  private final int[] polledBy = new int[POLLED_BYTES];

  /** The function that is being checked; 0 before the first. */
  private int function;

  private PolledCode() {}

  /**
   * Looks at a module.
   *
   * @param wasm the binary format, whose imports are functions only
   * @return what is wrong with it, or empty when all of its code polls
   */
  public static Optional<String> flaw(byte[] wasm) {
    PolledCode code = new PolledCode();
    try {
      code.check(wasm);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("%s (function %d of its code)".formatted(e.getMessage(), code.function));
    }
  }

  private void check(byte[] wasm) {
    WasmReader reader = new WasmReader(wasm, 0);
    require(header(reader) == MAGIC_AND_VERSION, "it is no module in binary format");
    while (reader.hasMore()) {
      int section = reader.readByte();
      long length = reader.unsigned();
      if (section == MEMORY_SECTION) {
        checkMemory(reader.fork(length));
      } else if (section == CODE_SECTION) {
        checkCode(reader.fork(length));
      }
      reader.skip(length);
    }
  }

  private static long header(WasmReader reader) {
    long header = 0;
    for (int i = 0; i < HEADER_BYTES; i++) {
      header = header << Byte.SIZE | reader.readByte();
    }
    return header;
  }

  private static void checkMemory(WasmReader section) {
    require(section.unsigned() == 1, "it has not one memory");
    require(section.readByte() <= 1, "its memory is shared or of 64 bits");
    require(section.unsigned() > 0, "its memory has no page to poll");
  }

  private void checkCode(WasmReader section) {
    long count = section.unsigned();
    for (long i = 0; i < count; i++) {
      long length = section.unsigned();
      function++;
      checkFunction(section.fork(length));
      section.skip(length);
    }
  }

  private void checkFunction(WasmReader body) {
    long groups = body.unsigned();
    for (long i = 0; i < groups; i++) {
      body.skipNumber();
      body.readByte();
    }
    requirePoll(body, "a function does not begin with a poll");
    while (body.hasMore()) {
      int opcode = body.readByte();
      pass(body, opcode);
      if (opcode == LOOP) {
        requirePoll(body, "a loop does not begin with a poll");
      }
    }
  }

  private void requirePoll(WasmReader body, String otherwise) {
    boolean loads =
        body.readByte() == I32_CONST
            && body.readByte() == 0
            && body.readByte() == I32_LOAD8_U
            && body.readByte() == 0;
    long offset = loads ? body.unsigned() : POLLED_BYTES;
    require(offset < POLLED_BYTES && body.readByte() == DROP, otherwise);
    require(polledBy[(int) offset] != function, "two polls are the same");
    polledBy[(int) offset] = function;
  }

  /** Passes over what belongs to an instruction. */
  private static void pass(WasmReader body, int opcode) {
    switch (opcode) {
      case UNREACHABLE, NOP, ELSE, END, RETURN, DROP, SELECT -> {}
      case BLOCK, LOOP, IF, BR, BR_IF, CALL -> body.skipNumber();
      case BR_TABLE -> skipNumbers(body, body.unsigned() + 1);
      case CALL_INDIRECT -> skipNumbers(body, 2);
      case SELECT_OF_TYPES -> body.skip(body.unsigned());
      case F32_CONST -> body.skip(Float.BYTES);
      case F64_CONST -> body.skip(Double.BYTES);
      case PREFIX -> require(body.unsigned() <= LAST_OF_PREFIX, "bulk memory or tables");
      default -> passOneOfMany(body, opcode);
    }
  }

  private static void passOneOfMany(WasmReader body, int opcode) {
    if (isIn(opcode, LOCAL_GET, TABLE_SET) || isIn(opcode, MEMORY_SIZE, I64_CONST)) {
      body.skipNumber();
    } else if (isIn(opcode, I32_LOAD, I64_STORE32)) {
      skipNumbers(body, 2);
    } else {
      require(isIn(opcode, I32_EQZ, I64_EXTEND32_S), "an instruction is not known here");
    }
  }

  private static boolean isIn(int opcode, int first, int last) {
    return opcode >= first && opcode <= last;
  }

  private static void skipNumbers(WasmReader body, long count) {
    for (long i = 0; i < count; i++) {
      body.skipNumber();
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
