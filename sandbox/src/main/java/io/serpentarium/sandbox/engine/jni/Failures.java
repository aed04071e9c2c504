package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.WasmFunctionError.TrapError;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.Trap.Kind;
import org.jspecify.annotations.Nullable;

/** Converts the exceptions of the native library to the port's. */
final class Failures {

  private Failures() {}

  /**
   * Returns the failure of a call into the guest: a host function's exception, unchanged, or a
   * trap.
   *
   * @param thrown the exception of the native call
   */
  static RuntimeException ofCall(RuntimeException thrown, HostCalls calls) {
    if (calls.failure() == null) {
      calls.fail(translated("call", thrown));
    }
    return rethrown(calls.failure(), thrown);
  }

  /** Returns the failure of creating an instance; a trap's kind is not available there. */
  static RuntimeException ofInstantiation(RuntimeException thrown, HostCalls calls) {
    return rethrown(calls.failure(), translated("instantiation", thrown));
  }

  private static RuntimeException translated(String what, RuntimeException thrown) {
    return switch (thrown) {
      case TrapError trap -> new Trap(kind(trap.trap()), trap.trap().name());
      case Trap own -> own;
      case EngineException own -> own;
      default -> new EngineException(what + ": " + thrown.getMessage(), thrown);
    };
  }

  private static Kind kind(io.github.kawamuray.wasmtime.Trap trap) {
    return switch (trap) {
      case INTERRUPT -> Kind.DEADLINE;
      case STACK_OVERFLOW -> Kind.STACK_OVERFLOW;
      case MEMORY_OUT_OF_BOUNDS -> Kind.MEMORY_OUT_OF_BOUNDS;
      case UNREACHABLE_CODE_REACHED -> Kind.UNREACHABLE;
      default -> Kind.OTHER;
    };
  }

  /** The compiler takes the type that is thrown for a RuntimeException; it may be any. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException rethrown(
      @Nullable Throwable kept, RuntimeException otherwise) throws T {
    if (kept == null) {
      return otherwise;
    }
    throw (T) kept;
  }
}
