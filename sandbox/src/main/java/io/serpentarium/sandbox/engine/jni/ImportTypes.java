package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.ImportType;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Val;
import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import java.util.Arrays;
import java.util.List;

/** Converts the imports of a native module to the port's. */
final class ImportTypes {

  private ImportTypes() {}

  /**
   * Lists the imports in the order of the binary.
   *
   * @throws EngineException if one is no function of integers
   */
  static List<Import> of(Module module) {
    return Arrays.stream(module.imports()).map(ImportTypes::toImport).toList();
  }

  private static Import toImport(ImportType type) {
    if (type.type() != ImportType.Type.FUNC) {
      throw unsupported(type);
    }
    var function = type.func();
    return new Import(
        type.module(),
        type.name(),
        new FunctionType(
            toValueTypes(type, function.getParams()), toValueTypes(type, function.getResults())));
  }

  private static List<ValueType> toValueTypes(ImportType of, Val.Type[] types) {
    return Arrays.stream(types).map(type -> toValueType(of, type)).toList();
  }

  private static ValueType toValueType(ImportType of, Val.Type type) {
    return switch (type) {
      case I32 -> ValueType.I32;
      case I64 -> ValueType.I64;
      default -> throw unsupported(of);
    };
  }

  private static EngineException unsupported(ImportType type) {
    return new EngineException(
        "import %s.%s is not a function of integers".formatted(type.module(), type.name()), null);
  }
}
