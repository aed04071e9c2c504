package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Linker;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import java.util.HashMap;
import java.util.Map;

/** The exports of one instance; a function's handle is made at its first use. */
final class GuestExports {

  private final Store<Void> store;
  private final Linker linker;
  private final String guest;
  private final NativeHandles handles;
  private final Map<String, Func> functions = new HashMap<>();

  GuestExports(Store<Void> store, Linker linker, String guest, NativeHandles handles) {
    this.store = store;
    this.linker = linker;
    this.guest = guest;
    this.handles = handles;
  }

  /**
   * The function of that name.
   *
   * @throws EngineException if there is none
   */
  Func function(String name) {
    return functions.computeIfAbsent(name, this::findFunction);
  }

  /** Returns the memory of a name; throws EngineException if there is none. */
  Memory memory(String name) {
    return handles.own(find(name, Extern.Type.MEMORY).memory(), Memory::close);
  }

  private Func findFunction(String name) {
    return handles.own(find(name, Extern.Type.FUNC).func(), Func::close);
  }

  private Extern find(String name, Extern.Type type) {
    return linker
        .get(store, guest, name)
        .filter(found -> found.type() == type)
        .orElseThrow(
            () -> new EngineException("the module exports no %s %s".formatted(type, name), null));
  }
}
