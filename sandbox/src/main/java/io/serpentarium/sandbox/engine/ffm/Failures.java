package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.Trap.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/** Converts the errors and traps of the library to the port's. Each is freed once converted. */
final class Failures {

  private static final byte STACK_OVERFLOW = 0;
  private static final byte MEMORY_OUT_OF_BOUNDS = 1;
  private static final byte UNREACHABLE = 9;
  private static final byte INTERRUPT = 10;

  private static final String TRAP_PREFIX = "wasm trap: ";

  private Failures() {}

  /**
   * Throws the exception for an error.
   *
   * @param error the error, which is owned, or 0 if there is none
   */
  static void check(CApi api, String what, long error) {
    if (error != 0) {
      throw ofError(api, what, error);
    }
  }

  /** Converts an error, and frees it. */
  static EngineException ofError(CApi api, String what, long error) {
    try {
      return new EngineException(
          what
              + ": "
              + message(api, vector -> api.errorMessage(error, vector)).replaceAll("\\s+", " "),
          null);
    } finally {
      api.errorDelete(error);
    }
  }

  /** Converts a trap, and frees it. */
  static Trap ofTrap(CApi api, long trap) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(1);
      boolean known = api.trapCode(trap, code.address());
      return new Trap(
          known ? kind(code.get(JAVA_BYTE, 0)) : Kind.OTHER,
          cause(message(api, vector -> api.trapMessage(trap, vector))));
    } finally {
      api.trapDelete(trap);
    }
  }

  private static Kind kind(byte code) {
    return switch (code) {
      case STACK_OVERFLOW -> Kind.STACK_OVERFLOW;
      case MEMORY_OUT_OF_BOUNDS -> Kind.MEMORY_OUT_OF_BOUNDS;
      case UNREACHABLE -> Kind.UNREACHABLE;
      case INTERRUPT -> Kind.DEADLINE;
      default -> Kind.OTHER;
    };
  }

  /** The text after the backtrace. */
  private static String cause(String message) {
    int at = message.lastIndexOf(TRAP_PREFIX);
    return (at < 0 ? message : message.substring(at + TRAP_PREFIX.length()))
        .lines()
        .findFirst()
        .orElse("");
  }

  /**
   * Returns the message of a failure.
   *
   * @param getter writes the message into a vector
   */
  private static String message(CApi api, LongConsumer getter) {
    try (Arena arena = Arena.ofConfined()) {
      long vector = arena.allocate(NativeMemory.VECTOR_BYTES, Long.BYTES).address();
      getter.accept(vector);
      try {
        return NativeMemory.text(vector).replace("\0", "");
      } finally {
        api.bytesDelete(vector);
      }
    }
  }
}
