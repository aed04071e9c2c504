package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.InterruptionMode;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of Wasmtime. Guard pages and signal-based traps are on and stay on, whatever
 * the library's defaults become.
 */
final class EngineConfig {

  /** The most of its thread's stack that guest code takes. */
  static final long MAX_WASM_STACK_BYTES = 16L << 20;

  /** Address space of a memory, so that guest code needs no bounds checks. */
  private static final long MEMORY_RESERVED_BYTES = 4L << 30;

  /** The size of stacks that are never made; one smaller than the above ends the process. */
  private static final long ASYNC_STACK_BYTES = 24L << 20;

  private static final byte STRATEGY_CRANELIFT = 1;
  private static final byte OPTIMISE_FOR_SPEED = 1;

  /**
   * The features that neither python.wasm nor side modules need. Reference types stay on: LLVM
   * writes the table index of call_indirect as that proposal has it.
   */
  static final List<String> FEATURES_OFF =
      List.of(
          "wasm_threads",
          "shared_memory",
          "wasm_tail_call",
          "wasm_function_references",
          "wasm_gc",
          "wasm_simd",
          "wasm_relaxed_simd",
          "wasm_bulk_memory",
          "wasm_multi_memory",
          "wasm_memory64",
          "wasm_wide_arithmetic",
          "wasm_branch_hinting",
          "wasm_custom_page_sizes",
          "wasm_compact_imports",
          "wasm_stack_switching",
          "wasm_component_model",
          "concurrency_support",
          "consume_fuel",
          "debug_info",
          "cranelift_debug_verifier",
          "cranelift_nan_canonicalization",
          "memory_may_move");

  /** What is thrown is an object of the store's, and a block's result beside its number. */
  private static final List<String> ON =
      List.of(
          "wasm_reference_types",
          "gc_support",
          "wasm_exceptions",
          "wasm_multi_value",
          "parallel_compilation",
          "signals_based_traps",
          "memory_init_cow");

  private static final Map<String, Long> SIZES =
      Map.of(
          "max_wasm_stack",
          MAX_WASM_STACK_BYTES,
          "async_stack_size",
          ASYNC_STACK_BYTES,
          "memory_reservation",
          MEMORY_RESERVED_BYTES,
          "memory_guard_size",
          32L << 20);

  private static final Map<String, Byte> CHOICES =
      Map.of("strategy", STRATEGY_CRANELIFT, "cranelift_opt_level", OPTIMISE_FOR_SPEED);

  private EngineConfig() {}

  /**
   * A new engine, owned by the caller.
   *
   * @throws EngineException if the library cannot have these settings here
   */
  static long newEngine(CApi api, InterruptionMode interruption, CpuTarget cpu) {
    long config = api.configNew();
    if (cpu.isPortable()) {
      setTarget(api, config);
    }
    FEATURES_OFF.forEach(name -> api.configure(name, config, false));
    ON.forEach(name -> api.configure(name, config, true));
    SIZES.forEach((name, bytes) -> api.configure(name, config, (long) bytes));
    CHOICES.forEach((name, choice) -> api.configure(name, config, (byte) choice));
    api.configure("epoch_interruption", config, interruption == InterruptionMode.EPOCH);
    long engine = api.engineNew(config);
    if (engine == 0) {
      throw new EngineException("libwasmtime cannot have these settings here", null);
    }
    return engine;
  }

  private static void setTarget(CApi api, long config) {
    try (Arena arena = Arena.ofConfined()) {
      long triple = arena.allocateFrom(CpuTarget.TRIPLE).address();
      Failures.check(
          api,
          "libwasmtime does not compile for " + CpuTarget.TRIPLE,
          api.configureTarget(config, triple));
      CpuTarget.features()
          .forEach(name -> api.enableCraneliftFlag(config, arena.allocateFrom(name).address()));
    }
  }

  /** Returns a text that is equal for engines that can run each other's code. */
  static String fingerprint(InterruptionMode interruption) {
    return "%s off%s on%s %s %s"
        .formatted(interruption, FEATURES_OFF, ON, new TreeMap<>(SIZES), new TreeMap<>(CHOICES));
  }
}
