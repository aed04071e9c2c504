package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.support.ImportMatch;
import io.serpentarium.sandbox.engine.support.Lifetime;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import io.serpentarium.sandbox.engine.support.PollingPage;
import java.util.List;

/**
 * A compiled module whose imports are joined with the host's function, ready to be instantiated.
 */
final class FfmModule implements CompiledModule {

  private final Lifetime lifetime = new Lifetime("the module");
  private final NativeHandles handles;
  private final InstanceFactory factory;
  private final List<Import> imports;

  private FfmModule(NativeHandles handles, InstanceFactory factory, List<Import> imports) {
    this.handles = handles;
    this.factory = factory;
    this.imports = imports;
  }

  /**
   * Compiles a module, or loads its compiled code.
   *
   * @param engine a handle that becomes the module's own
   * @throws EngineException if it is not a module that this engine takes
   */
  static FfmModule load(EngineParts parts, EngineHandle engine, byte[] wasm) {
    return NativeHandles.building(
        handles -> {
          handles.own(engine, EngineHandle::close);
          long hidden = PollingPage.hiddenBytes(wasm, parts.options().interruption());
          long module =
              handles.own(
                  parts.loader().load(engine, wasm), owned -> parts.api().moduleDelete(owned));
          return prepared(parts, engine, module, hidden, handles);
        });
  }

  private static FfmModule prepared(
      EngineParts parts, EngineHandle engine, long module, long hidden, NativeHandles handles) {
    Linkage linkage = new Linkage(parts.library(), engine, handles);
    try (ImportTypes types = new ImportTypes(parts.api(), module)) {
      List<Import> imports = types.all();
      long prepared = linkage.prepare(module, imports, types);
      return new FfmModule(
          handles, new InstanceFactory(parts, engine, prepared, imports, hidden), imports);
    }
  }

  @Override
  public List<Import> imports() {
    return imports;
  }

  @Override
  public Instance instantiate(List<HostFunction> functions) {
    List<HostFunction> ordered = ImportMatch.order(imports, functions);
    return lifetime.during(() -> factory.instantiate(ordered));
  }

  @Override
  public void close() {
    lifetime.end(handles::close);
  }
}
