package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.support.GuestGate;
import org.jspecify.annotations.Nullable;

/**
 * Runs guest code. If it does not return, throws a host function's exception, unchanged, or a trap.
 */
final class GuestCalls {

  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private final CApi api;
  private final Store store;
  private final GuestGate gate;
  private final HostCalls calls;

  /** Address of a pointer to the trap that ended a call. */
  private final long trap;

  /** The calls into one instance; as thread-safe as its store. */
  GuestCalls(CApi api, Store store, GuestGate gate, HostCalls calls, Scratch scratch) {
    this.api = api;
    this.store = store;
    this.gate = gate;
    this.calls = calls;
    this.trap = scratch.allocate(Long.BYTES);
  }

  /** Makes the instance, which runs its start function. */
  void instantiate(long prepared, Exports exports) {
    gate.enter();
    try {
      NativeMemory.putLong(trap, 0);
      long error =
          api.preparedInstantiate(prepared, store.context(), exports.instanceAddress(), trap);
      requireReturned("instantiation", error);
    } finally {
      gate.leave();
    }
  }

  /**
   * Makes the instance of a side module, which runs its start function.
   *
   * @param imports the address of {@code count} {@code wasmtime_extern_t}
   * @param instance the address of a {@code wasmtime_instance_t} that is written
   */
  void link(long module, long imports, int count, long instance) {
    gate.enter();
    try {
      NativeMemory.putLong(trap, 0);
      long error = api.instanceNew(store.context(), module, imports, count, instance, trap);
      requireReturned("linking", error);
    } finally {
      gate.leave();
    }
  }

  /**
   * Calls a function.
   *
   * @return its result, or 0 when it has none
   */
  int call(Exports.Function function, int[] arguments) {
    if (arguments.length != function.parameters()) {
      throw new EngineException(
          "%d arguments for %d parameters".formatted(arguments.length, function.parameters()),
          null);
    }
    gate.enter();
    try {
      return entered(function, arguments);
    } finally {
      gate.leave();
    }
  }

  private int entered(Exports.Function function, int[] arguments) {
    long values = function.values();
    for (int i = 0; i < arguments.length; i++) {
      NativeMemory.putLong(values + (long) i * HostCalls.VALUE_BYTES, arguments[i] & LOW_HALF);
    }
    NativeMemory.putLong(trap, 0);
    long error =
        api.functionCall(store.context(), function.address(), values, function.slots(), trap);
    requireReturned("call", error);
    return function.hasResult() ? NativeMemory.getInt(values) : 0;
  }

  private void requireReturned(String what, long error) {
    RuntimeException thrown = failure(what, error);
    Throwable kept = calls.failure();
    if (kept != null) {
      throw GuestCalls.<RuntimeException>rethrown(kept);
    }
    try {
      gate.requireAlive();
      if (thrown != null) {
        throw thrown;
      }
    } catch (RuntimeException e) {
      calls.fail(e);
      throw e;
    }
  }

  private @Nullable RuntimeException failure(String what, long error) {
    if (error != 0) {
      return Failures.ofError(api, what, error);
    }
    long trapped = NativeMemory.getLong(trap);
    return trapped == 0 ? null : Failures.ofTrap(api, trapped);
  }

  /** The compiler takes the type that is thrown for a RuntimeException; it may be any. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException rethrown(Throwable kept) throws T {
    throw (T) kept;
  }
}
