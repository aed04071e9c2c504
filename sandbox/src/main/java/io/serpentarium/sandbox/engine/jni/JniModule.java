package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.WasmtimeException;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.Instance;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.support.ImportMatch;
import io.serpentarium.sandbox.engine.support.Lifetime;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import io.serpentarium.sandbox.engine.support.PollingPage;
import java.util.List;

/** A guest module with the shims that it needs, and an engine handle of its own. */
final class JniModule implements CompiledModule {

  private final Lifetime lifetime = new Lifetime("the module");
  private final NativeHandles handles;
  private final Linkage linkage;
  private final List<Import> imports;

  private JniModule(NativeHandles handles, Linkage linkage, List<Import> imports) {
    this.handles = handles;
    this.linkage = linkage;
    this.imports = imports;
  }

  /**
   * Compiles.
   *
   * @param engine a handle that becomes the module's own
   * @throws EngineException if it is not a module that this engine takes
   */
  static JniModule compile(
      Engine engine, byte[] wasm, InterruptionMode mode, GuestControls controls) {
    try {
      return NativeHandles.building(handles -> compile(engine, wasm, mode, controls, handles));
    } catch (WasmtimeException e) {
      throw new EngineException("no module for this engine: " + e.getMessage(), e);
    }
  }

  private static JniModule compile(
      Engine engine,
      byte[] wasm,
      InterruptionMode mode,
      GuestControls controls,
      NativeHandles handles) {
    handles.own(engine, Engine::close);
    long hidden = PollingPage.hiddenBytes(wasm, mode);
    Module guest = handles.own(new Module(engine, wasm), Module::close);
    List<Import> imports = ImportTypes.of(guest);
    List<Shim> shims = Shim.of(engine, imports, handles);
    return new JniModule(handles, new Linkage(engine, guest, shims, controls, hidden), imports);
  }

  @Override
  public List<Import> imports() {
    return imports;
  }

  @Override
  public Instance instantiate(List<HostFunction> functions) {
    List<HostFunction> ordered = ImportMatch.order(imports, functions);
    return lifetime.during(() -> linkage.instantiate(ordered));
  }

  @Override
  public void close() {
    lifetime.end(handles::close);
  }
}
