package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.support.GuestGate;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Runs guest code, and throws why it ended when it did not return: what a host function threw,
 * unchanged, or a trap.
 */
final class GuestCalls {

  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private final CApi api;
  private final Store store;
  private final GuestGate gate;
  private final HostCalls calls;
  private final MemorySegment trap;

  /** The calls into one instance; as thread-safe as its store. */
  GuestCalls(CApi api, Store store, GuestGate gate, HostCalls calls, Arena arena) {
    this.api = api;
    this.store = store;
    this.gate = gate;
    this.calls = calls;
    this.trap = arena.allocate(JAVA_LONG);
  }

  /** Makes the instance, which runs its start function. */
  void instantiate(long prepared, Exports exports) {
    gate.enter();
    try {
      trap.set(JAVA_LONG, 0, 0);
      long error =
          Downcalls.call(
              api.preparedInstantiate,
              prepared,
              store.context(),
              exports.instanceAddress(),
              trap.address());
      requireReturned("instantiation", error);
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
    trap.set(JAVA_LONG, 0, 0);
    long error =
        Downcalls.call(
            api.functionCall,
            store.context(),
            function.address(),
            values,
            function.slots(),
            trap.address());
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
    long trapped = trap.get(JAVA_LONG, 0);
    return trapped == 0 ? null : Failures.ofTrap(api, trapped);
  }

  /** The compiler takes the type that is thrown for a RuntimeException; it may be any. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException rethrown(Throwable kept) throws T {
    throw (T) kept;
  }
}
