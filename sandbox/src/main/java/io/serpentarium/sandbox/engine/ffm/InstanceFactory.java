package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.HostFunction;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import io.serpentarium.sandbox.engine.support.StackCheck;
import java.util.List;

/**
 * Makes the instances of one module.
 *
 * @param engine the module's handle
 * @param prepared the native {@code instance_pre}
 * @param imports the imports of the module, in the order of the binary
 * @param hidden the number of bytes at the beginning of each memory that the host does not touch
 */
record InstanceFactory(
    EngineParts parts, EngineHandle engine, long prepared, List<Import> imports, long hidden) {

  /**
   * Makes an instance and initialises it.
   *
   * @param functions the host functions, in the order of the module's imports
   */
  FfmInstance instantiate(List<HostFunction> functions) {
    StackCheck stack = new StackCheck(FfmEngine.THREAD_STACK_BYTES);
    stack.requireEnough();
    return NativeHandles.building(handles -> build(functions, stack, handles));
  }

  private FfmInstance build(List<HostFunction> functions, StackCheck stack, NativeHandles handles) {
    EngineHandle own = handles.own(engine.another(), EngineHandle::close);
    GuestControl control = parts.controls().control(own);
    HostCalls calls = new HostCalls(functions, control);
    Upcalls upcalls = parts.library().upcalls();
    long number = handles.own(upcalls.add(calls), upcalls::remove);
    Scratch scratch = handles.own(new Scratch(), Scratch::close);
    Store store = handles.own(Store.create(parts, own, number), Store::close);
    control.prepare(store);
    Exports exports = new Exports(parts.api(), store, scratch);
    GuestCalls guest = new GuestCalls(parts.api(), store, control.gate(), calls, scratch);
    guest.instantiate(prepared, exports);
    MemoryExtent extent =
        new MemoryExtent(
            parts.api(), store, exports.memory("memory"), hidden, parts.options().maxMemoryBytes());
    FfmSides sides = new FfmSides(parts.library(), store, scratch, exports, guest, imports);
    FfmInstance instance = new FfmInstance(handles, stack, exports, guest, extent, calls, sides);
    instance.initialise();
    return instance;
  }
}
