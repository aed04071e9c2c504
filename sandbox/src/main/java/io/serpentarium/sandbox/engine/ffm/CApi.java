package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.EngineException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/** The functions of libwasmtime that the adapter uses, but for the settings of a configuration. */
final class CApi {

  private final SymbolLookup library;

  final MemorySegment configNew;
  final MemorySegment engineNew;
  final MemorySegment engineClone;
  final MemorySegment engineDelete;
  final MemorySegment incrementEpoch;

  final MemorySegment moduleNew;
  final MemorySegment moduleDelete;
  final MemorySegment moduleSerialize;
  final MemorySegment moduleDeserializeFile;
  final MemorySegment moduleImports;
  final MemorySegment importTypesDelete;
  final MemorySegment importModule;
  final MemorySegment importName;
  final MemorySegment importType;
  final MemorySegment asFunctionType;
  final MemorySegment parameters;
  final MemorySegment results;
  final MemorySegment valueKind;
  final MemorySegment functionTypeDelete;

  final MemorySegment linkerNew;
  final MemorySegment linkerDelete;
  final MemorySegment linkerDefine;
  final MemorySegment linkerPrepare;
  final MemorySegment preparedDelete;
  final MemorySegment preparedInstantiate;

  final MemorySegment storeNew;
  final MemorySegment storeDelete;
  final MemorySegment storeContext;
  final MemorySegment storeLimiter;
  final MemorySegment storeEpochCallback;
  final MemorySegment setEpochDeadline;
  final MemorySegment callerContext;
  final MemorySegment contextData;
  final MemorySegment exportGet;
  final MemorySegment functionType;
  final MemorySegment functionCall;
  final MemorySegment memoryData;
  final MemorySegment memorySize;
  final MemorySegment memoryGrow;

  final MemorySegment errorNew;
  final MemorySegment errorDelete;
  final MemorySegment errorMessage;
  final MemorySegment trapNew;
  final MemorySegment trapDelete;
  final MemorySegment trapCode;
  final MemorySegment trapMessage;
  final MemorySegment bytesDelete;

  /**
   * Finds them all.
   *
   * @throws EngineException when one is missing
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
   * A function of the library.
   *
   * @throws EngineException when it has none of that name
   */
  MemorySegment function(String name) {
    return library
        .find(name)
        .orElseThrow(
            () -> new EngineException("not the libwasmtime wanted: no function " + name, null));
  }
}
