package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.EngineException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/**
 * The functions of libwasmtime that the adapter uses, one method for each. Pointers, sizes and
 * {@code uint64_t} are {@code long}; nothing is checked, so a wrong one ends the JVM.
 *
 * @see <a href="https://docs.wasmtime.dev/c-api/">Wasmtime's C API</a>
 */
final class CApi {

  private final SymbolLookup library;

  private final MemorySegment configNew;
  private final MemorySegment engineNew;
  private final MemorySegment engineClone;
  private final MemorySegment engineDelete;
  private final MemorySegment incrementEpoch;
  private final MemorySegment moduleNew;
  private final MemorySegment moduleDelete;
  private final MemorySegment moduleSerialize;
  private final MemorySegment moduleDeserializeFile;
  private final MemorySegment moduleImports;
  private final MemorySegment importTypesDelete;
  private final MemorySegment importModule;
  private final MemorySegment importName;
  private final MemorySegment importType;
  private final MemorySegment asFunctionType;
  private final MemorySegment parameters;
  private final MemorySegment results;
  private final MemorySegment valueKind;
  private final MemorySegment functionTypeDelete;
  private final MemorySegment linkerNew;
  private final MemorySegment linkerDelete;
  private final MemorySegment linkerDefine;
  private final MemorySegment linkerPrepare;
  private final MemorySegment preparedDelete;
  private final MemorySegment preparedInstantiate;
  private final MemorySegment storeNew;
  private final MemorySegment storeDelete;
  private final MemorySegment storeContext;
  private final MemorySegment storeLimiter;
  private final MemorySegment storeEpochCallback;
  private final MemorySegment setEpochDeadline;
  private final MemorySegment callerContext;
  private final MemorySegment contextData;
  private final MemorySegment exportGet;
  private final MemorySegment functionType;
  private final MemorySegment functionCall;
  private final MemorySegment memoryData;
  private final MemorySegment memorySize;
  private final MemorySegment memoryGrow;
  private final MemorySegment globalTypeNew;
  private final MemorySegment globalTypeDelete;
  private final MemorySegment valueTypeNew;
  private final MemorySegment valueTypesNew;
  private final MemorySegment functionTypeNew;
  private final MemorySegment functionNew;
  private final MemorySegment globalNew;
  private final MemorySegment tableSize;
  private final MemorySegment tableGrow;
  private final MemorySegment tableSet;
  private final MemorySegment instanceNew;
  private final MemorySegment errorNew;
  private final MemorySegment errorDelete;
  private final MemorySegment errorMessage;
  private final MemorySegment trapNew;
  private final MemorySegment trapDelete;
  private final MemorySegment trapCode;
  private final MemorySegment trapMessage;
  private final MemorySegment bytesDelete;

  /**
   * Looks up all functions.
   *
   * @throws EngineException if one is missing
   */
  CApi(SymbolLookup library) {
    this.library = library;
    configNew = function("wasm_config_new");
    engineNew = function("wasm_engine_new_with_config");
    engineClone = function("wasmtime_engine_clone");
    engineDelete = function("wasm_engine_delete");
    incrementEpoch = function("wasmtime_engine_increment_epoch");
    moduleNew = function("wasmtime_module_new");
    moduleDelete = function("wasmtime_module_delete");
    moduleSerialize = function("wasmtime_module_serialize");
    moduleDeserializeFile = function("wasmtime_module_deserialize_file");
    moduleImports = function("wasmtime_module_imports");
    importTypesDelete = function("wasm_importtype_vec_delete");
    importModule = function("wasm_importtype_module");
    importName = function("wasm_importtype_name");
    importType = function("wasm_importtype_type");
    asFunctionType = function("wasm_externtype_as_functype_const");
    parameters = function("wasm_functype_params");
    results = function("wasm_functype_results");
    valueKind = function("wasm_valtype_kind");
    functionTypeDelete = function("wasm_functype_delete");
    linkerNew = function("wasmtime_linker_new");
    linkerDelete = function("wasmtime_linker_delete");
    linkerDefine = function("wasmtime_linker_define_func_unchecked");
    linkerPrepare = function("wasmtime_linker_instantiate_pre");
    preparedDelete = function("wasmtime_instance_pre_delete");
    preparedInstantiate = function("wasmtime_instance_pre_instantiate");
    storeNew = function("wasmtime_store_new");
    storeDelete = function("wasmtime_store_delete");
    storeContext = function("wasmtime_store_context");
    storeLimiter = function("wasmtime_store_limiter");
    storeEpochCallback = function("wasmtime_store_epoch_deadline_callback");
    setEpochDeadline = function("wasmtime_context_set_epoch_deadline");
    callerContext = function("wasmtime_caller_context");
    contextData = function("wasmtime_context_get_data");
    exportGet = function("wasmtime_instance_export_get");
    functionType = function("wasmtime_func_type");
    functionCall = function("wasmtime_func_call_unchecked");
    memoryData = function("wasmtime_memory_data");
    memorySize = function("wasmtime_memory_data_size");
    memoryGrow = function("wasmtime_memory_grow");
    globalTypeNew = function("wasm_globaltype_new");
    globalTypeDelete = function("wasm_globaltype_delete");
    valueTypeNew = function("wasm_valtype_new");
    valueTypesNew = function("wasm_valtype_vec_new");
    functionTypeNew = function("wasm_functype_new");
    functionNew = function("wasmtime_func_new_unchecked");
    globalNew = function("wasmtime_global_new");
    tableSize = function("wasmtime_table_size");
    tableGrow = function("wasmtime_table_grow");
    tableSet = function("wasmtime_table_set");
    instanceNew = function("wasmtime_instance_new");
    errorNew = function("wasmtime_error_new");
    errorDelete = function("wasmtime_error_delete");
    errorMessage = function("wasmtime_error_message");
    trapNew = function("wasmtime_trap_new");
    trapDelete = function("wasm_trap_delete");
    trapCode = function("wasmtime_trap_code");
    trapMessage = function("wasm_trap_message");
    bytesDelete = function("wasm_byte_vec_delete");
  }

  /**
   * Finds a further function of the library.
   *
   * @throws EngineException if it has none of that name
   */
  MemorySegment function(String name) {
    return library
        .find(name)
        .orElseThrow(
            () -> new EngineException("not the libwasmtime wanted: no function " + name, null));
  }

  /** Makes settings, which {@link #engineNew} takes. */
  long configNew() {
    return Downcalls.call(configNew);
  }

  /** Makes an engine, and takes its settings; 0 when it cannot have them. */
  long engineNew(long config) {
    return Downcalls.call(engineNew, config);
  }

  /** Makes a further handle of an engine. */
  long engineClone(long engine) {
    return Downcalls.call(engineClone, engine);
  }

  /** Deletes a handle of an engine. */
  void engineDelete(long engine) {
    Downcalls.run(engineDelete, engine);
  }

  /** Advances the epoch of an engine. */
  void incrementEpoch(long engine) {
    Downcalls.run(incrementEpoch, engine);
  }

  /** Compiles a module, whose pointer it writes; returns an error or 0. */
  long moduleNew(long engine, long binary, long bytes, long module) {
    return Downcalls.call(moduleNew, engine, binary, bytes, module);
  }

  /** Deletes a module. */
  void moduleDelete(long module) {
    Downcalls.run(moduleDelete, module);
  }

  /** Writes a module as bytes into a vector; returns an error or 0. */
  long moduleSerialize(long module, long vector) {
    return Downcalls.call(moduleSerialize, module, vector);
  }

  /** Maps a serialized module, whose pointer it writes; returns an error or 0. */
  long moduleDeserializeFile(long engine, long path, long module) {
    return Downcalls.call(moduleDeserializeFile, engine, path, module);
  }

  /** Lists the imports of a module in a vector. */
  void moduleImports(long module, long vector) {
    Downcalls.run(moduleImports, module, vector);
  }

  /** Deletes a list of imports. */
  void importTypesDelete(long vector) {
    Downcalls.run(importTypesDelete, vector);
  }

  /** Returns the module that an import names. */
  long importModule(long type) {
    return Downcalls.call(importModule, type);
  }

  /** Returns the name of an import. */
  long importName(long type) {
    return Downcalls.call(importName, type);
  }

  /** Returns the type of an import. */
  long importType(long type) {
    return Downcalls.call(importType, type);
  }

  /** Returns the type of a function; 0 when it is none. */
  long asFunctionType(long type) {
    return Downcalls.call(asFunctionType, type);
  }

  /** Returns a vector of the types of a function's parameters. */
  long parameters(long type) {
    return Downcalls.call(parameters, type);
  }

  /** Returns a vector of the types of a function's results. */
  long results(long type) {
    return Downcalls.call(results, type);
  }

  /** Returns the kind of a value's type. */
  byte valueKind(long type) {
    return Downcalls.small(valueKind, type);
  }

  /** Deletes the type of a function. */
  void functionTypeDelete(long type) {
    Downcalls.run(functionTypeDelete, type);
  }

  /** Makes a linker. */
  long linkerNew(long engine) {
    return Downcalls.call(linkerNew, engine);
  }

  /** Deletes a linker. */
  void linkerDelete(long linker) {
    Downcalls.run(linkerDelete, linker);
  }

  /**
   * Defines a function that a module may import; returns an error or 0.
   *
   * @param module the module's name in UTF-8, as is the function's
   * @param callback the function to call, with {@code data}
   */
  long linkerDefine(
      long linker, MemorySegment module, MemorySegment name, long type, long callback, long data) {
    return Downcalls.define(linkerDefine, linker, module, name, type, callback, data);
  }

  /** Resolves a module's imports, and writes what can be instantiated; returns an error or 0. */
  long linkerPrepare(long linker, long module, long prepared) {
    return Downcalls.call(linkerPrepare, linker, module, prepared);
  }

  /** Deletes what {@link #linkerPrepare} has written. */
  void preparedDelete(long prepared) {
    Downcalls.run(preparedDelete, prepared);
  }

  /** Makes an instance, and writes it, or the trap of its start; returns an error or 0. */
  long preparedInstantiate(long prepared, long context, long instance, long trap) {
    return Downcalls.call(preparedInstantiate, prepared, context, instance, trap);
  }

  /** Makes a store with data of the caller's. */
  long storeNew(long engine, long data, long finalizer) {
    return Downcalls.call(storeNew, engine, data, finalizer);
  }

  /** Deletes a store. */
  void storeDelete(long store) {
    Downcalls.run(storeDelete, store);
  }

  /** Returns the context of a store, which gives access to its content. */
  long storeContext(long store) {
    return Downcalls.call(storeContext, store);
  }

  /** Bounds the resources of a store. */
  void storeLimiter(
      long store,
      long memoryBytes,
      long tableElements,
      long instances,
      long tables,
      long memories) {
    Downcalls.run(storeLimiter, store, memoryBytes, tableElements, instances, tables, memories);
  }

  /** Sets the function that a guest calls when its epoch has come. */
  void storeEpochCallback(long store, long function, long data, long finalizer) {
    Downcalls.run(storeEpochCallback, store, function, data, finalizer);
  }

  /** Sets the epoch, counted from now, at which a guest calls. */
  void setEpochDeadline(long context, long ticks) {
    Downcalls.run(setEpochDeadline, context, ticks);
  }

  /** Returns the context of the store that calls the host. */
  long callerContext(long caller) {
    return Downcalls.peek(callerContext, caller);
  }

  /** Returns the data that a store was made with. */
  long contextData(long context) {
    return Downcalls.peek(contextData, context);
  }

  /** Writes an export of an instance; returns whether there is one of that name. */
  boolean exportGet(long context, long instance, long name, long nameBytes, long item) {
    return Downcalls.test(exportGet, context, instance, name, nameBytes, item);
  }

  /** Returns the type of a function, which the caller deletes. */
  long functionType(long context, long function) {
    return Downcalls.call(functionType, context, function);
  }

  /**
   * Calls a function with the values, over which it writes its results, or writes its trap; returns
   * an error or 0.
   */
  long functionCall(long context, long function, long values, long slots, long trap) {
    return Downcalls.call(functionCall, context, function, values, slots, trap);
  }

  /** Returns where a memory begins. */
  long memoryData(long context, long memory) {
    return Downcalls.call(memoryData, context, memory);
  }

  /** Returns how many bytes a memory has. */
  long memorySize(long context, long memory) {
    return Downcalls.call(memorySize, context, memory);
  }

  /** Grows a memory, and writes how many pages it had; returns an error or 0. */
  long memoryGrow(long context, long memory, long pages, long previous) {
    return Downcalls.call(memoryGrow, context, memory, pages, previous);
  }

  /** Makes the type of a value. */
  long valueTypeNew(byte kind) {
    return Downcalls.call(valueTypeNew, kind);
  }

  /** Writes a vector of {@code count} types of values, which become its own. */
  void valueTypesNew(long vector, long count, long types) {
    Downcalls.run(valueTypesNew, vector, count, types);
  }

  /** Makes the type of a function of two vectors of types, which become its own. */
  long functionTypeNew(long parameterTypes, long resultTypes) {
    return Downcalls.call(functionTypeNew, parameterTypes, resultTypes);
  }

  /** Makes the type of a global of a value's type, which becomes its own. */
  long globalTypeNew(long valueType, boolean mutable) {
    return Downcalls.call(globalTypeNew, valueType, mutable ? 1 : 0);
  }

  /** Deletes the type of a global. */
  void globalTypeDelete(long type) {
    Downcalls.run(globalTypeDelete, type);
  }

  /** Makes a function of a callback that is called with {@code data}, and writes it. */
  void functionNew(long context, long type, long callback, long data, long function) {
    Downcalls.make(functionNew, context, type, callback, data, function);
  }

  /** Makes a global of a value, and writes it; returns an error or 0. */
  long globalNew(long context, long type, long value, long global) {
    return Downcalls.call(globalNew, context, type, value, global);
  }

  /** Returns how many elements a table has. */
  long tableSize(long context, long table) {
    return Downcalls.call(tableSize, context, table);
  }

  /** Grows a table by elements of one value, and writes how many it had; returns an error or 0. */
  long tableGrow(long context, long table, long elements, long value, long previous) {
    return Downcalls.call(tableGrow, context, table, elements, value, previous);
  }

  /** Writes an element of a table; returns an error or 0. */
  long tableSet(long context, long table, long index, long value) {
    return Downcalls.call(tableSet, context, table, index, value);
  }

  /**
   * Makes an instance of a module with {@code count} imports, and writes it, or the trap of its
   * start; returns an error or 0.
   */
  long instanceNew(long context, long module, long imports, long count, long instance, long trap) {
    return Downcalls.call(instanceNew, context, module, imports, count, instance, trap);
  }

  /** Makes an error of a text that a zero ends. */
  long errorNew(long text) {
    return Downcalls.call(errorNew, text);
  }

  /** Deletes an error. */
  void errorDelete(long error) {
    Downcalls.run(errorDelete, error);
  }

  /** Writes the message of an error into a vector. */
  void errorMessage(long error, long vector) {
    Downcalls.run(errorMessage, error, vector);
  }

  /** Makes a trap of a text. */
  long trapNew(long text, long bytes) {
    return Downcalls.call(trapNew, text, bytes);
  }

  /** Deletes a trap. */
  void trapDelete(long trap) {
    Downcalls.run(trapDelete, trap);
  }

  /** Writes the code of a trap; returns whether it has one. */
  boolean trapCode(long trap, long code) {
    return Downcalls.test(trapCode, trap, code);
  }

  /** Writes the message of a trap into a vector. */
  void trapMessage(long trap, long vector) {
    Downcalls.run(trapMessage, trap, vector);
  }

  /** Deletes the bytes of a vector. */
  void bytesDelete(long vector) {
    Downcalls.run(bytesDelete, vector);
  }

  /**
   * Turns a setting on or off.
   *
   * @param name the name of the C function after {@code wasmtime_config_}, as with the others
   * @throws EngineException if the library has no such setting
   */
  void configure(String name, long config, boolean value) {
    Downcalls.run(setter(name), config, value);
  }

  /** Sets a number. */
  void configure(String name, long config, long value) {
    Downcalls.run(setter(name), config, value);
  }

  /** Chooses one of an enum's constants. */
  void configure(String name, long config, byte value) {
    Downcalls.run(setter(name), config, value);
  }

  /** Sets the processors that code is compiled for, as a triple; returns an error or 0. */
  long configureTarget(long config, long triple) {
    return Downcalls.call(setter("target"), config, triple);
  }

  /** Enables the processor feature of a flag of Cranelift. */
  void enableCraneliftFlag(long config, long flag) {
    Downcalls.run(function("wasmtime_config_cranelift_flag_enable"), config, flag);
  }

  private MemorySegment setter(String name) {
    return function("wasmtime_config_" + name + "_set");
  }
}
