package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.OptLevel;
import io.github.kawamuray.wasmtime.WasmtimeException;
import io.serpentarium.sandbox.engine.InterruptionMode;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration of Wasmtime. */
final class EngineConfig {

  private static final Logger LOG = LoggerFactory.getLogger(EngineConfig.class);

  /** The size of an async stack, which bounds this and cannot be set here, is 2 MiB. */
  static final long MAX_WASM_STACK_BYTES = 2L << 20;

  private EngineConfig() {}

  static Engine newEngine(InterruptionMode mode) {
    try (Config config = base(mode)) {
      return new Engine(config);
    }
  }

  /** An engine with Wasmtime's cache, or without it when Wasmtime refuses the file. */
  static Engine newEngine(InterruptionMode mode, Path cacheToml) {
    try (Config config = base(mode)) {
      config.cacheConfigLoad(cacheToml);
      return new Engine(config);
    } catch (WasmtimeException e) {
      LOG.warn("Modules are compiled at every start: {} is refused", cacheToml, e);
      return newEngine(mode);
    }
  }

  /**
   * Returns a configuration without the features that python.wasm does not use. Reference types,
   * and bulk memory with them, stay on: LLVM writes the table index of call_indirect as the
   * proposal has it.
   */
  private static Config base(InterruptionMode mode) {
    return new Config()
        .epochInterruption(mode == InterruptionMode.EPOCH)
        .staticMemoryMaximumSize(MemoryExtent.RESERVED_BYTES)
        .maxWasmStack(MAX_WASM_STACK_BYTES)
        .craneliftOptLevel(OptLevel.SPEED)
        .craneliftDebugVerifier(false)
        .debugInfo(false)
        .wasmThreads(false)
        .wasmSimd(false)
        .wasmMultiValue(false)
        .wasmReferenceTypes(true)
        .wasmBulkMemory(true);
  }
}
