package io.serpentarium.sandbox.wasi;

import io.serpentarium.sandbox.MemoryRefusedException;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.vfs.Errno;
import io.serpentarium.sandbox.vfs.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the functions of one module that guests import, and is the one place where a failure
 * gets its number.
 */
final class FunctionTable {

  private final String module;
  private final List<HostFunction> functions = new ArrayList<>();

  FunctionTable(String module) {
    this.module = module;
  }

  /**
   * Adds a function that answers an errno.
   *
   * @param parameters one letter each: {@code i} for i32, {@code l} for i64
   */
  void add(String name, String parameters, WasiFunction function) {
    FunctionType type = new FunctionType(types(parameters), List.of(ValueType.I32));
    functions.add(new HostFunction(module, name, type, arguments -> answer(function, arguments)));
  }

  /** Adds a function without a result, since it never returns. */
  void addWithoutResult(String name, String parameters, HostFunction.Body body) {
    functions.add(
        new HostFunction(module, name, new FunctionType(types(parameters), List.of()), body));
  }

  List<HostFunction> functions() {
    return List.copyOf(functions);
  }

  private static long answer(WasiFunction function, long[] arguments) {
    try {
      function.call(arguments);
      return WasiErrno.SUCCESS;
    } catch (ErrnoException e) {
      return WasiErrno.of(e.errno());
    } catch (MemoryRefusedException e) {
      return WasiErrno.of(Errno.EDQUOT);
    } catch (GuestMemory.OutOfBounds e) {
      return WasiErrno.of(Errno.EFAULT);
    }
  }

  private static List<ValueType> types(String letters) {
    return letters.chars().mapToObj(c -> c == 'l' ? ValueType.I64 : ValueType.I32).toList();
  }
}
