package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.support.GuestGate;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import io.serpentarium.sandbox.engine.support.Stopper;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * Makes the instances of one module.
 *
 * @param engine the module's handle
 * @param prepared the native {@code instance_pre}
 */
record InstanceFactory(
    LibWasmtime library, EngineHandle engine, FfmEngineOptions options, long prepared) {

  /**
   * Makes an instance and initialises it.
   *
   * @param functions in the order of the module's imports
   */
  FfmInstance instantiate(List<HostFunction> functions) {
    return NativeHandles.building(handles -> build(functions, handles));
  }

  private FfmInstance build(List<HostFunction> functions, NativeHandles handles) {
    EngineHandle own = handles.own(engine.another(), EngineHandle::close);
    GuestGate gate = new GuestGate(stopper(own));
    EpochChecks epochChecks = new EpochChecks();
    HostCalls calls = new HostCalls(functions, gate, epochChecks);
    Upcalls upcalls = library.upcalls();
    long number = handles.own(upcalls.add(calls), upcalls::remove);
    Store store = handles.own(Store.create(library, own, number, options), Store::close);
    Arena arena = ownArena(handles);
    Exports exports = new Exports(library.api(), store, arena);
    GuestCalls guest = new GuestCalls(library.api(), store, gate, calls, arena);
    guest.instantiate(prepared, exports);
    MemoryExtent extent = new MemoryExtent(library.api(), store, exports.memory("memory"), arena);
    FfmInstance instance =
        new FfmInstance(handles, own, exports, guest, extent, calls, gate, epochChecks);
    instance.initialise();
    return instance;
  }

  private static Stopper stopper(EngineHandle engine) {
    return new Stopper() {
      @Override
      public void stop() {
        engine.incrementEpoch();
      }

      @Override
      public void restore() {}
    };
  }

  @SuppressWarnings("MustBeClosedChecker") // by the handles
  private static Arena ownArena(NativeHandles handles) {
    return handles.own(Arena.ofShared(), Arena::close);
  }
}
