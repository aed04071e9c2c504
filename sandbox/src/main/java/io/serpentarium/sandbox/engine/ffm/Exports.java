package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The exports of one instance, each looked up at its first use. Shares the thread-safety of the
 * store.
 */
final class Exports {

  /** Bytes of a {@code wasmtime_extern_t}: the kind, and at 8 the item. */
  static final int EXTERN_BYTES = 32;

  static final byte KIND_FUNCTION = 0;
  static final byte KIND_GLOBAL = 1;
  static final byte KIND_TABLE = 2;
  static final byte KIND_MEMORY = 3;

  /** The offset of the item in a {@code wasmtime_extern_t}. */
  static final int ITEM = 8;

  private static final int ITEM_BYTES = EXTERN_BYTES - ITEM;
  private static final int INSTANCE_BYTES = 16;

  private final CApi api;
  private final Store store;
  private final Scratch scratch;
  private final long instance;
  private final Map<String, Function> functions = new HashMap<>();

  /**
   * A function, with room for the values of its calls.
   *
   * @param address the address of a {@code wasmtime_func_t}
   * @param values the address of {@code slots} values
   */
  record Function(long address, long values, int slots, int parameters, boolean hasResult) {}

  /** The exports of an instance that is yet to be made at {@link #instanceAddress}. */
  Exports(CApi api, Store store, Scratch scratch) {
    this.api = api;
    this.store = store;
    this.scratch = scratch;
    this.instance = scratch.allocate(INSTANCE_BYTES);
  }

  /** Returns the address of the {@code wasmtime_instance_t}. */
  long instanceAddress() {
    return instance;
  }

  /**
   * The function of that name.
   *
   * @throws EngineException if there is none, or none of i32 parameters and at most one i32 result
   */
  Function function(String name) {
    return functions.computeIfAbsent(
        name, n -> findFunction(n).orElseThrow(() -> missing("function", n)));
  }

  /** Returns whether there is a function of a name. */
  boolean hasFunction(String name) {
    return find(name, KIND_FUNCTION).isPresent();
  }

  /**
   * Returns the address of the {@code wasmtime_memory_t} of a name; throws EngineException if there
   * is none.
   */
  long memory(String name) {
    return find(name, KIND_MEMORY).orElseThrow(() -> missing("memory", name));
  }

  /**
   * Returns the address of the {@code wasmtime_table_t} of a name; throws EngineException if there
   * is none.
   */
  long table(String name) {
    return find(name, KIND_TABLE).orElseThrow(() -> missing("table", name));
  }

  /**
   * Writes the {@code wasmtime_extern_t} of that name.
   *
   * @throws EngineException if there is none
   */
  void require(String name, MemorySegment into) {
    if (!find(name, into)) {
      throw missing("item", name);
    }
  }

  /** Writes the export of a name and kind; throws EngineException if there is none. */
  void require(String name, byte kind, MemorySegment into) {
    require(name, into);
    if (into.get(JAVA_BYTE, 0) != kind) {
      throw missing("item of that kind", name);
    }
  }

  /** Writes the {@code wasmtime_extern_t} of that name, when there is one. */
  boolean find(String name, MemorySegment into) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
      long text = arena.allocateFrom(JAVA_BYTE, utf8).address();
      return api.exportGet(store.context(), instance, text, utf8.length, into.address());
    }
  }

  /** Returns the address at which the item of a name and kind is kept from now on. */
  private Optional<Long> find(String name, byte kind) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(EXTERN_BYTES, Long.BYTES);
      if (!find(name, found) || found.get(JAVA_BYTE, 0) != kind) {
        return Optional.empty();
      }
      long kept = scratch.allocate(ITEM_BYTES);
      NativeMemory.put(kept, found.asSlice(ITEM, ITEM_BYTES));
      return Optional.of(kept);
    }
  }

  private Optional<Function> findFunction(String name) {
    return find(name, KIND_FUNCTION)
        .flatMap(address -> type(address).map(type -> function(address, type)));
  }

  private Function function(long address, FunctionType type) {
    int parameters = type.parameters().size();
    int results = type.results().size();
    int slots = Math.max(parameters, results);
    long values = scratch.allocate(slots * HostCalls.VALUE_BYTES);
    return new Function(address, values, slots, parameters, results > 0);
  }

  private Optional<FunctionType> type(long function) {
    long type = api.functionType(store.context(), function);
    try {
      return ImportTypes.toFunctionType(api, type).filter(Exports::isOfI32);
    } finally {
      api.functionTypeDelete(type);
    }
  }

  private static boolean isOfI32(FunctionType type) {
    return !type.parameters().contains(ValueType.I64)
        && !type.results().contains(ValueType.I64)
        && type.results().size() <= 1;
  }

  private static EngineException missing(String kind, String name) {
    return new EngineException("the module exports no %s %s".formatted(kind, name), null);
  }
}
