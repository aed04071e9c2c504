package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.support.GuestGate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Java side of a guest's thread while a call into the guest is under way. An exception thrown
 * there is kept, and the guest traps.
 */
final class HostCalls implements Upcalls.Callee {

  /** Bytes of a {@code wasmtime_val_raw_t}. */
  static final int VALUE_BYTES = 16;

  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private final List<HostFunction> functions;
  private final GuestGate gate;
  private final GuestControl control;
  private volatile @Nullable Throwable failure;

  /**
   * Creates the host side of one instance.
   *
   * @param functions the functions, in the order of the imports
   * @param control the control whose gate every way to Java and back passes
   */
  HostCalls(List<HostFunction> functions, GuestControl control) {
    this.functions = functions;
    this.control = control;
    this.gate = control.gate();
  }

  GuestControl control() {
    return control;
  }

  /** Returns the failure after which the instance must not go on, or null. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Throws IllegalStateException when the instance must not go on. */
  void requireUsable() {
    if (failure != null) {
      throw new IllegalStateException("the instance trapped", failure);
    }
  }

  /** Makes every host call under way fail, so that no guest frame goes on after a trap. */
  void fail(Throwable cause) {
    failure = cause;
  }

  @Override
  public boolean hostCall(int index, long values) {
    try {
      gate.leave();
      gate.requireAlive();
      answer(functions.get(index), values);
      requireNoFailure();
      gate.enter();
      return true;
    } catch (Throwable t) {
      failure = t;
      return false;
    }
  }

  @Override
  public boolean epoch() {
    try {
      gate.leave();
      gate.requireAlive();
      control.atEpoch();
      requireNoFailure();
      gate.enter();
      return true;
    } catch (Throwable t) {
      failure = t;
      return false;
    }
  }

  private static void answer(HostFunction function, long values) {
    FunctionType type = function.type();
    List<ValueType> parameters = type.parameters();
    long[] arguments = new long[parameters.size()];
    for (int i = 0; i < arguments.length; i++) {
      long word = NativeMemory.getLong(values + (long) i * VALUE_BYTES);
      arguments[i] = parameters.get(i) == ValueType.I32 ? word & LOW_HALF : word;
    }
    long result = function.body().call(arguments);
    if (!type.results().isEmpty()) {
      NativeMemory.putLong(
          values, type.results().getFirst() == ValueType.I32 ? result & LOW_HALF : result);
    }
  }

  private void requireNoFailure() throws Throwable {
    if (failure != null) {
      throw failure;
    }
  }
}
