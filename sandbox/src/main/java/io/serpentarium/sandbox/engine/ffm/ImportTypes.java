package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.FunctionType;
import io.serpentarium.sandbox.engine.FunctionType.ValueType;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The functions that a native module imports, in the order of the binary. */
final class ImportTypes implements AutoCloseable {

  private static final byte I32 = 0;
  private static final byte I64 = 1;

  private final CApi api;
  private final Arena arena;
  private final long vector;

  /** Asks a module for its imports. */
  @SuppressWarnings("MustBeClosedChecker") // by close
  ImportTypes(CApi api, long module) {
    this.api = api;
    this.arena = Arena.ofConfined();
    this.vector = arena.allocate(NativeMemory.VECTOR_BYTES, Long.BYTES).address();
    api.moduleImports(module, vector);
  }

  @Override
  public void close() {
    api.importTypesDelete(vector);
    arena.close();
  }

  /**
   * Lists them.
   *
   * @throws EngineException if one is no function of integers
   */
  List<Import> all() {
    List<Import> imports = new ArrayList<>();
    for (int i = 0; i < NativeMemory.vectorSize(vector); i++) {
      imports.add(toImport(NativeMemory.pointerAt(vector, i)));
    }
    return imports;
  }

  /** The native type of the function at an index, which lives as long as this. */
  long functionType(int index) {
    return functionTypeOf(NativeMemory.pointerAt(vector, index));
  }

  /** The port's type of a native function type, or empty when it is not of integers. */
  static Optional<FunctionType> toFunctionType(CApi api, long nativeType) {
    Optional<List<ValueType>> parameters = valueTypes(api, api.parameters(nativeType));
    Optional<List<ValueType>> results = valueTypes(api, api.results(nativeType));
    return parameters.flatMap(p -> results.map(r -> new FunctionType(p, r)));
  }

  private Import toImport(long type) {
    String module = NativeMemory.text(api.importModule(type));
    String name = NativeMemory.text(api.importName(type));
    long function = functionTypeOf(type);
    return Optional.of(function)
        .filter(found -> found != 0)
        .flatMap(found -> toFunctionType(api, found))
        .map(found -> new Import(module, name, found))
        .orElseThrow(
            () ->
                new EngineException(
                    "import %s.%s is not a function of integers".formatted(module, name), null));
  }

  private long functionTypeOf(long type) {
    return api.asFunctionType(api.importType(type));
  }

  private static Optional<List<ValueType>> valueTypes(CApi api, long vector) {
    List<ValueType> types = new ArrayList<>();
    for (int i = 0; i < NativeMemory.vectorSize(vector); i++) {
      switch (api.valueKind(NativeMemory.pointerAt(vector, i))) {
        case I32 -> types.add(ValueType.I32);
        case I64 -> types.add(ValueType.I64);
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(types);
  }
}
