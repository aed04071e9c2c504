package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.SideModule;
import io.serpentarium.sandbox.engine.support.Lifetime;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import java.util.function.LongConsumer;

/** A native module that has not been joined with any imports. */
final class FfmSideModule implements SideModule {

  private final Lifetime lifetime = new Lifetime("the side module");
  private final NativeHandles handles;
  private final long module;

  private FfmSideModule(NativeHandles handles, long module) {
    this.handles = handles;
    this.module = module;
  }

  /**
   * Compiles a side module, or loads its compiled code.
   *
   * @param engine a handle that becomes the module's own
   * @throws EngineException if it is not a module that this engine takes
   */
  static FfmSideModule load(EngineParts parts, EngineHandle engine, byte[] wasm) {
    return NativeHandles.building(
        handles -> {
          handles.own(engine, EngineHandle::close);
          long module =
              handles.own(
                  parts.loader().load(engine, wasm), owned -> parts.api().moduleDelete(owned));
          return new FfmSideModule(handles, module);
        });
  }

  /** Uses the native module, which is not deleted meanwhile. */
  void use(LongConsumer user) {
    lifetime.during(
        () -> {
          user.accept(module);
          return module;
        });
  }

  @Override
  public void close() {
    lifetime.end(handles::close);
  }
}
