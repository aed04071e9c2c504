package io.serpentarium.sandbox.engine.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import io.serpentarium.sandbox.engine.SideImport;
import io.serpentarium.sandbox.engine.SideModule;
import io.serpentarium.sandbox.engine.SideModules;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The side modules linked in one store, whose thread-safety they share. */
final class FfmSides implements SideModules {

  private static final String TABLE = "__indirect_function_table";

  /** Bytes of a {@code wasmtime_val_t}: the kind, and at 8 the value. */
  private static final int VALUE_BYTES = 32;

  /** Bytes of a {@code wasmtime_func_t}. */
  private static final int HOST_FUNCTION_BYTES = 16;

  private static final byte KIND_I32 = 0;
  private static final byte KIND_I64 = 1;
  private static final byte KIND_FUNCREF = 5;

  private final CApi api;
  private final long hostCall;
  private final Store store;
  private final Scratch scratch;
  private final GuestCalls guest;
  private final List<Import> hostImports;

  /** The exports of modules by number, the main module's first. */
  private final List<Exports> modules = new ArrayList<>();

  /** Functions of the host that sides import, by the index of the main module's import. */
  private final Map<Integer, Long> hostFunctions = new HashMap<>();

  private long table;

  /**
   * Creates a store with its main instance alone.
   *
   * @param main the exports of that instance
   * @param hostImports the imports of its module, in the order of the binary
   */
  FfmSides(
      LibWasmtime library,
      Store store,
      Scratch scratch,
      Exports main,
      GuestCalls guest,
      List<Import> hostImports) {
    this.api = library.api();
    this.hostCall = library.upcalls().hostCallFunction();
    this.store = store;
    this.scratch = scratch;
    this.guest = guest;
    this.hostImports = hostImports;
    modules.add(main);
  }

  @Override
  public int tableSize() {
    return (int) api.tableSize(store.context(), table());
  }

  @Override
  public void growTable(int elements) {
    int missing = elements - tableSize();
    if (missing > 0) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment nothing = arena.allocate(VALUE_BYTES, Long.BYTES);
        nothing.set(JAVA_BYTE, 0, KIND_FUNCREF);
        long previous = arena.allocate(JAVA_LONG).address();
        Failures.check(
            api,
            "no table of %d elements".formatted(elements),
            api.tableGrow(store.context(), table(), missing, nothing.address(), previous));
      }
    }
  }

  @Override
  public void setElement(int slot, int module, String export) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(Exports.EXTERN_BYTES, Long.BYTES);
      modules.get(module).require(export, Exports.KIND_FUNCTION, found);
      found.set(JAVA_BYTE, 0, KIND_FUNCREF);
      Failures.check(
          api,
          "no element %d of the table".formatted(slot),
          api.tableSet(store.context(), table(), slot, found.address()));
    }
  }

  @Override
  public int link(SideModule module, List<SideImport> imports) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment externs =
          arena.allocate((long) imports.size() * Exports.EXTERN_BYTES + 1, Long.BYTES);
      for (int i = 0; i < imports.size(); i++) {
        write(
            imports.get(i), externs.asSlice((long) i * Exports.EXTERN_BYTES, Exports.EXTERN_BYTES));
      }
      Exports linked = new Exports(api, store, scratch);
      ((FfmSideModule) module)
          .use(
              code ->
                  guest.link(code, externs.address(), imports.size(), linked.instanceAddress()));
      modules.add(linked);
      return modules.size() - 1;
    }
  }

  private void write(SideImport wanted, MemorySegment extern) {
    switch (wanted) {
      case SideImport.OfMain(String export) -> modules.getFirst().require(export, extern);
      case SideImport.OfHost(String module, String name) -> {
        extern.set(JAVA_BYTE, 0, Exports.KIND_FUNCTION);
        extern.asSlice(Exports.ITEM).copyFrom(hostFunction(module, name));
      }
      case SideImport.NewGlobal(int value, boolean mutable) -> {
        extern.set(JAVA_BYTE, 0, Exports.KIND_GLOBAL);
        writeGlobal(value, mutable, extern.asSlice(Exports.ITEM).address());
      }
    }
  }

  private void writeGlobal(int value, boolean mutable, long global) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment initial = arena.allocate(VALUE_BYTES, Long.BYTES);
      initial.set(JAVA_BYTE, 0, KIND_I32);
      initial.set(JAVA_INT, Long.BYTES, value);
      long type = api.globalTypeNew(api.valueTypeNew(KIND_I32), mutable);
      try {
        Failures.check(
            api, "no global", api.globalNew(store.context(), type, initial.address(), global));
      } finally {
        api.globalTypeDelete(type);
      }
    }
  }

  private MemorySegment hostFunction(String module, String name) {
    int index = indexOf(module, name);
    long function = hostFunctions.computeIfAbsent(index, this::newHostFunction);
    return NativeMemory.at(function, HOST_FUNCTION_BYTES);
  }

  private int indexOf(String module, String name) {
    for (int i = 0; i < hostImports.size(); i++) {
      Import imported = hostImports.get(i);
      if (imported.module().equals(module) && imported.name().equals(name)) {
        return i;
      }
    }
    throw new EngineException("the main module imports no %s.%s".formatted(module, name), null);
  }

  private long newHostFunction(int index) {
    try (Arena arena = Arena.ofConfined()) {
      long type =
          api.functionTypeNew(
              types(hostImports.get(index).type().parameters(), arena),
              types(hostImports.get(index).type().results(), arena));
      try {
        long function = scratch.allocate(HOST_FUNCTION_BYTES);
        api.functionNew(store.context(), type, hostCall, index, function);
        return function;
      } finally {
        api.functionTypeDelete(type);
      }
    }
  }

  private long types(List<ValueType> types, Arena arena) {
    MemorySegment pointers = arena.allocate(JAVA_LONG, Math.max(1, types.size()));
    for (int i = 0; i < types.size(); i++) {
      byte kind = types.get(i) == ValueType.I32 ? KIND_I32 : KIND_I64;
      pointers.setAtIndex(JAVA_LONG, i, api.valueTypeNew(kind));
    }
    long vector = arena.allocate(NativeMemory.VECTOR_BYTES, Long.BYTES).address();
    api.valueTypesNew(vector, types.size(), pointers.address());
    return vector;
  }

  private long table() {
    if (table == 0) {
      table = modules.getFirst().table(TABLE);
    }
    return table;
  }
}
