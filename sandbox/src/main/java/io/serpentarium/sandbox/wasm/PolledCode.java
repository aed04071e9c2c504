package io.serpentarium.sandbox.wasm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks that guest code polls: that each function and each loop begins with a load from the
 * beginning of the memory. Code without end calls or jumps back without end, so it polls again and
 * again.
 *
 * <p>A poll is {@code i32.const 0; i32.load8_u offset; drop}, with an offset below {@link
 * #POLLED_BYTES} that no other poll of the function has: a compiler may take the second of two
 * equal loads for superfluous.
 *
 * <p>Instructions that are not known here are refused. Among them are tail calls, and bulk memory,
 * which runs in the runtime's own code. Side modules may throw: what is thrown ends functions, and
 * lands behind a block or at the beginning of a loop, so that it goes on without end only by way of
 * polls.
 */
public final class PolledCode {

  /** Polls load from below this address: the smallest page of any system. */
  public static final int POLLED_BYTES = 4096;

  private static final long MAGIC_AND_VERSION = 0x0061_736d_0100_0000L;
  private static final int HEADER_BYTES = 8;
  private static final int MEMORY_SECTION = 5;
  private static final int CODE_SECTION = 10;

  /** The kinds of catches: of a tag or of all, each without and with a reference. */
  private static final int LAST_CATCH = 3;

  private static final int LAST_CATCH_OF_A_TAG = 1;

  /** The last of the saturating conversions, after which come bulk memory and tables. */
  private static final int LAST_OF_PREFIX = 7;

  /** The function that polled last, by offset; functions are numbered from 1. */
  private final int[] polledBy = new int[POLLED_BYTES];

  /** The function that is being checked; 0 before the first. */
  private int function;

  private final @Nullable SideCode side;

  private PolledCode(@Nullable SideCode side) {
    this.side = side;
  }

  /**
   * The permissions of a side module's code outside of its memory, which keep its instance free of
   * other state.
   *
   * @param importedFunctions the number of imported functions, whose indices come before its own
   * @param stackPointer the index of the one global that its functions may set, or -1
   * @param start the index of the function that runs when an instance is made, or -1: it may set
   *     every other global, and does nothing else
   */
  public record SideCode(int importedFunctions, int stackPointer, int start) {}

  /**
   * Looks at a module.
   *
   * @param wasm the binary format, whose imports are functions only
   * @return what is wrong with it, or empty when all of its code polls
   */
  public static Optional<String> flaw(byte[] wasm) {
    return flaw(wasm, new PolledCode(null));
  }

  /**
   * Looks at a side module.
   *
   * @param wasm the binary format, with the memory of another module
   * @return what is wrong with it, or empty when all of its code polls, and does no more than it
   *     may
   */
  public static Optional<String> flaw(byte[] wasm, SideCode may) {
    return flaw(wasm, new PolledCode(may));
  }

  private static Optional<String> flaw(byte[] wasm, PolledCode code) {
    try {
      code.check(wasm);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("%s (function %d of its code)".formatted(e.getMessage(), code.function));
    }
  }

  private void check(byte[] wasm) {
    requireHeader(wasm);
    WasmReader reader = new WasmReader(wasm, HEADER_BYTES);
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

  /** Throws IllegalArgumentException unless the bytes begin as a module does. */
  static void requireHeader(byte[] wasm) {
    WasmReader reader = new WasmReader(wasm, 0);
    long header = 0;
    for (int i = 0; i < HEADER_BYTES; i++) {
      header = header << Byte.SIZE | reader.readByte();
    }
    require(header == MAGIC_AND_VERSION, "it is no module in binary format");
  }

  private void checkMemory(WasmReader section) {
    require(side == null, "a side module with a memory of its own");
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
    boolean isStart = side != null && side.importedFunctions() + function - 1 == side.start();
    while (body.hasMore()) {
      int opcode = body.readByte();
      if (side != null) {
        requireMay(side, isStart, body, opcode);
      }
      if (side == null || !passException(body, opcode)) {
        pass(body, opcode);
      }
      if (opcode == Opcode.LOOP) {
        requirePoll(body, "a loop does not begin with a poll");
      }
    }
  }

  private static void requireMay(SideCode side, boolean isStart, WasmReader body, int opcode) {
    switch (opcode) {
      case Opcode.TABLE_GET, Opcode.TABLE_SET ->
          throw new IllegalArgumentException("it changes the table");
      case Opcode.GLOBAL_SET ->
          require(
              isStart != (body.fork(body.left()).unsigned() == side.stackPointer()),
              "it sets a global that it may not");
      case Opcode.I32_CONST, Opcode.GLOBAL_GET, Opcode.I32_ADD, Opcode.END -> {}
      default -> require(!isStart, "its start does more than to set globals");
    }
  }

  private void requirePoll(WasmReader body, String otherwise) {
    boolean loads =
        body.readByte() == Opcode.I32_CONST
            && body.readByte() == 0
            && body.readByte() == Opcode.I32_LOAD8_U
            && body.readByte() == 0;
    long offset = loads ? body.unsigned() : POLLED_BYTES;
    require(offset < POLLED_BYTES && body.readByte() == Opcode.DROP, otherwise);
    require(polledBy[(int) offset] != function, "two polls are the same");
    polledBy[(int) offset] = function;
  }

  /** Passes over an instruction that throws or catches, and returns whether it is one. */
  private static boolean passException(WasmReader body, int opcode) {
    switch (opcode) {
      case Opcode.THROW -> body.skipNumber();
      case Opcode.THROW_REF -> {}
      case Opcode.TRY_TABLE -> {
        body.skipNumber();
        for (long left = body.unsigned(); left > 0; left--) {
          int kind = body.readByte();
          require(kind <= LAST_CATCH, "a catch is not known here");
          skipNumbers(body, kind <= LAST_CATCH_OF_A_TAG ? 2 : 1);
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Passes over what belongs to an instruction. */
  private static void pass(WasmReader body, int opcode) {
    switch (opcode) {
      case Opcode.UNREACHABLE,
          Opcode.NOP,
          Opcode.ELSE,
          Opcode.END,
          Opcode.RETURN,
          Opcode.DROP,
          Opcode.SELECT -> {}
      case Opcode.BLOCK, Opcode.LOOP, Opcode.IF, Opcode.BR, Opcode.BR_IF, Opcode.CALL ->
          body.skipNumber();
      case Opcode.BR_TABLE -> skipNumbers(body, body.unsigned() + 1);
      case Opcode.CALL_INDIRECT -> skipNumbers(body, 2);
      case Opcode.SELECT_OF_TYPES -> body.skip(body.unsigned());
      case Opcode.F32_CONST -> body.skip(Float.BYTES);
      case Opcode.F64_CONST -> body.skip(Double.BYTES);
      case Opcode.PREFIX -> require(body.unsigned() <= LAST_OF_PREFIX, "bulk memory or tables");
      default -> passOneOfMany(body, opcode);
    }
  }

  private static void passOneOfMany(WasmReader body, int opcode) {
    if (isIn(opcode, Opcode.LOCAL_GET, Opcode.TABLE_SET)
        || isIn(opcode, Opcode.MEMORY_SIZE, Opcode.I64_CONST)) {
      body.skipNumber();
    } else if (isIn(opcode, Opcode.I32_LOAD, Opcode.I64_STORE32)) {
      skipNumbers(body, 2);
    } else {
      require(
          isIn(opcode, Opcode.I32_EQZ, Opcode.I64_EXTEND32_S), "an instruction is not known here");
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
