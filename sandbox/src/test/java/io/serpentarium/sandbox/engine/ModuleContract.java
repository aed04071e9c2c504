package io.serpentarium.sandbox.engine;

import static io.serpentarium.sandbox.engine.Guests.MIX;
import static io.serpentarium.sandbox.engine.Guests.action;
import static io.serpentarium.sandbox.engine.Guests.function;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every engine takes for a module, and what it links. */
interface ModuleContract extends EngineUnderTest {

  @Test
  default void tellsItsNameAndVersion() {
    assertThat(engine().name()).isNotBlank();
    assertThat(engine().version()).matches("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  default void listsImportsInTheOrderOfTheBinary() {
    assertThat(compile("functions").imports())
        .containsExactly(
            new Import("env", "mix", MIX),
            new Import("env", "sum", Guests.type(2, List.of(ValueType.I32))),
            new Import("env", "run", Guests.type(0, List.of())),
            new Import("other module", "odd \"name\"", Guests.type(0, List.of(ValueType.I32))));
  }

  @Test
  default void refusesWhatIsNoModule() {
    byte[] nonsense = {0, 'a', 's', 'm', 9, 9, 9, 9};
    assertThatThrownBy(() -> engine().compile(nonsense)).isInstanceOf(EngineException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "(import \"env\" \"float\" (func (param f64)))",
    "(import \"env\" \"memory\" (memory 1))",
    "(import \"env\" \"global\" (global i32))"
  })
  default void refusesImportsThatAreNoFunctionsOfIntegers(String imported) {
    String text = "(module %s (memory (export \"memory\") 1))".formatted(imported);
    byte[] module = wasm(text.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> engine().compile(module)).isInstanceOf(EngineException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "(memory (export \"memory\") 1) (func (param v128))",
    "(memory (export \"memory\") 1 1 shared)"
  })
  default void refusesProposalsThatPythonDoesNotNeed(String fields) {
    byte[] module = wasm("(module %s)".formatted(fields).getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> engine().compile(module)).isInstanceOf(EngineException.class);
  }

  @Test
  default void refusesToCompileOnceClosed() {
    byte[] module = wasm(Guests.text("traps"));
    engine().close();
    engine().close();
    assertThatThrownBy(() -> engine().compile(module)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void refusesToInstantiateOnceTheModuleIsClosed() {
    CompiledModule module = compile("traps");
    module.close();
    module.close();
    assertThatThrownBy(() -> module.instantiate(List.of()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void anInstanceOutlivesItsModule() {
    CompiledModule module = compile("traps");
    Instance instance = opened(module.instantiate(List.of()));
    module.close();
    assertThat(instance.call("fine")).isEqualTo(1);
  }

  @Test
  default void aFunctionMayBeImportedTwice() {
    String text =
        """
        (module
          (import "env" "look" (func $first (param i32) (result i32)))
          (import "env" "look" (func $second (param i32) (result i32)))
          (memory (export "memory") 1)
          (func (export "both") (result i32)
            (i32.add (call $first (i32.const 3)) (call $second (i32.const 4)))))
        """;
    CompiledModule module = opened(engine().compile(wasm(text.getBytes(StandardCharsets.UTF_8))));
    HostFunction look = function("look", 1, arguments -> arguments[0] * 10);
    Instance instance = opened(module.instantiate(List.of(look, look)));
    assertThat(instance.call("both")).isEqualTo(70);
  }

  @Test
  default void refusesAMissingImport() {
    CompiledModule module = compile("memory");
    assertThatThrownBy(() -> module.instantiate(List.of()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("env.look");
  }

  @Test
  default void refusesAnImportOfAnotherType() {
    CompiledModule module = compile("memory");
    assertThatThrownBy(() -> module.instantiate(List.of(action("look", 2, a -> 0))))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("env.look");
  }

  @Test
  default void refusesAModuleWithoutMemory() {
    CompiledModule module =
        opened(engine().compile(wasm("(module)".getBytes(StandardCharsets.UTF_8))));
    assertThatThrownBy(() -> module.instantiate(List.of()))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("memory");
  }
}
