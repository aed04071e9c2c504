package io.serpentarium.sandbox.wasm;

/** The opcodes that are looked for by name, as the binary format numbers them. */
final class Opcode {

  static final int UNREACHABLE = 0x00;
  static final int NOP = 0x01;
  static final int BLOCK = 0x02;
  static final int LOOP = 0x03;
  static final int IF = 0x04;
  static final int ELSE = 0x05;
  static final int THROW = 0x08;
  static final int THROW_REF = 0x0a;
  static final int END = 0x0b;
  static final int BR = 0x0c;
  static final int BR_IF = 0x0d;
  static final int BR_TABLE = 0x0e;
  static final int RETURN = 0x0f;
  static final int CALL = 0x10;
  static final int CALL_INDIRECT = 0x11;
  static final int DROP = 0x1a;
  static final int SELECT = 0x1b;
  static final int SELECT_OF_TYPES = 0x1c;
  static final int TRY_TABLE = 0x1f;
  static final int LOCAL_GET = 0x20;
  static final int GLOBAL_GET = 0x23;
  static final int GLOBAL_SET = 0x24;
  static final int TABLE_GET = 0x25;
  static final int TABLE_SET = 0x26;
  static final int I32_LOAD = 0x28;
  static final int I32_LOAD8_U = 0x2d;
  static final int I64_STORE32 = 0x3e;
  static final int MEMORY_SIZE = 0x3f;
  static final int I32_CONST = 0x41;
  static final int I64_CONST = 0x42;
  static final int F32_CONST = 0x43;
  static final int F64_CONST = 0x44;
  static final int I32_EQZ = 0x45;
  static final int I32_ADD = 0x6a;
  static final int I64_EXTEND32_S = 0xc4;

  /** The prefix of the saturating conversions, and of bulk memory and tables. */
  static final int PREFIX = 0xfc;

  private Opcode() {}
}
