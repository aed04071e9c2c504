package io.serpentarium.sandbox.engine.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.GuestThreads;
import io.serpentarium.sandbox.engine.Guests;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.Trap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of WebAssembly this engine takes, and the settings that its safety rests on. */
@ExtendWith(GuestThreads.class)
final class FfmFeaturesIT {

  private FfmEngine engine;

  @BeforeEach
  void open() {
    engine = FfmEngine.open(FfmLibrary.get(), FfmLibrary.EPOCHS);
  }

  @AfterEach
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  /** Each module is valid with its proposal alone, and every one of them assembles. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "threads                 | (memory 1) (func (drop (i32.atomic.load (i32.const 0))))",
        "shared memory           | (memory 1 1 shared)",
        "tail calls              | (func $f (return_call $f))",
        "function references     | (type $t (func)) (func (param (ref $t)) (call_ref $t (local.get"
            + " 0)))",
        "garbage collection      | (type $t (struct)) (func (drop (struct.new $t)))",
        "simd                    | (func (param v128))",
        "relaxed simd            | (func (param v128 v128) (result v128) (i8x16.relaxed_swizzle"
            + " (local.get 0) (local.get 1)))",
        "bulk memory             | (memory 1) (func (memory.fill (i32.const 0) (i32.const 0)"
            + " (i32.const 1)))",
        "several memories        | (memory 1) (memory 1)",
        "64-bit memory           | (memory i64 1)",
        "wide arithmetic         | (func (param i64 i64 i64 i64) (result i64 i64) (i64.add128"
            + " (local.get 0) (local.get 1) (local.get 2) (local.get 3)))",
        "custom page sizes       | (memory 1 (pagesize 1))",
        "stack switching         | (type $t (func)) (type $c (cont $t)) (func (param (ref $c)))"
      })
  void refusesWhatPythonDoesNotNeed(String feature, String fields) {
    byte[] binary = assemble(fields);
    assertThatThrownBy(() -> engine.compile(binary))
        .as(feature)
        .isInstanceOf(EngineException.class)
        .message()
        .startsWith("no module for this engine: ")
        .hasLineCount(1);
  }

  @Test
  void refusesComponents() {
    byte[] binary = FfmLibrary.assemble("(component)".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> engine.compile(binary)).isInstanceOf(EngineException.class);
  }

  @Test
  void refusesTextFormat() {
    byte[] text = Guests.text("traps");
    assertThatThrownBy(() -> engine.compile(text)).isInstanceOf(EngineException.class);
  }

  @Test
  void takesTheTableIndexThatLlvmWrites() {
    assertThat(
            run(
                "(table 1 funcref) (elem (i32.const 0) $f) (func $f (result i32) (i32.const"
                    + " 9))(func (export \"f\") (result i32) (call_indirect (result i32) (i32.const"
                    + " 0)))"))
        .isEqualTo(9);
  }

  @Test
  void takesTheExceptionsOfSideModules() {
    assertThat(
            run(
                "(tag $t (param i32)) (func (export \"f\") (result i32) (block $b (result i32 exnref)"
                    + " (try_table (catch_ref $t $b) (throw $t (i32.const 9))) (unreachable))"
                    + " (drop))"))
        .isEqualTo(9);
  }

  @Test
  void guardPagesReachAsFarAsAnAddressCan() throws Exception {
    try (CompiledModule module =
            engine.compile(
                assemble(
                    "(memory (export \"memory\") 1) (func (export \"far\") (param i32) (result i32)"
                        + " (i32.load offset=0xfffffffc (local.get 0)))"));
        Instance instance = module.instantiate(List.of())) {
      assertThatThrownBy(() -> instance.call("far", -1))
          .isInstanceOfSatisfying(
              Trap.class,
              trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.MEMORY_OUT_OF_BOUNDS));
    }
  }

  /** With explicit checks each load would be a comparison and a branch longer. */
  @Test
  void loadsAreNotCheckedOneByOne() {
    String load = "(drop (i32.load (local.get 0)))";
    assertThat(codeBytes(load.repeat(1001)) - codeBytes(load)).isLessThan(1000 * 8L);
  }

  private long codeBytes(String body) {
    EngineHandle handle =
        EngineHandle.create(
            FfmLibrary.get().api(), FfmLibrary.EPOCHS.interruption(), CpuTarget.HOST);
    try (handle) {
      byte[] wasm = assemble("(memory 1) (func (export \"f\") (param i32) " + body + ")");
      long module = NativeModules.compile(FfmLibrary.get().api(), handle, wasm);
      try {
        return NativeModules.serialize(FfmLibrary.get().api(), module).length;
      } finally {
        FfmLibrary.get().api().moduleDelete(module);
      }
    }
  }

  private int run(String fields) {
    try (CompiledModule module =
            engine.compile(assemble("(memory (export \"memory\") 1)" + fields));
        Instance instance = module.instantiate(List.of())) {
      return instance.call("f");
    }
  }

  private static byte[] assemble(String fields) {
    return FfmLibrary.assemble("(module %s)".formatted(fields).getBytes(StandardCharsets.UTF_8));
  }
}
