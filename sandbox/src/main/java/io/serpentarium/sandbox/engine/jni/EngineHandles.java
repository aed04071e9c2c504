package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Store;

/** Further handles of one native engine, each with a lock of its own. */
final class EngineHandles {

  private EngineHandles() {}

  /** A new handle of the same engine, to be closed by the caller. */
  static Engine another(Engine engine) {
    try (Store<Void> store = new Store<>(null, engine)) {
      return store.engine();
    }
  }
}
