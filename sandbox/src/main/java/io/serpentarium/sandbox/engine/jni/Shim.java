package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Module;
import io.serpentarium.sandbox.engine.CompiledModule.Import;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import java.util.List;

/**
 * A compiled shim.
 *
 * @param moduleName the module name from which the guest imports what it offers
 */
record Shim(String moduleName, Module module) {

  /** Compiles one shim for each module name; the first has the mailbox. */
  static List<Shim> of(Engine engine, List<Import> imports, NativeHandles handles) {
    return imports.stream()
        .map(Import::module)
        .distinct()
        .map(name -> compile(engine, imports, name, handles))
        .toList();
  }

  private static Shim compile(
      Engine engine, List<Import> imports, String name, NativeHandles handles) {
    byte[] source = ShimSource.of(imports, name, imports.getFirst().module());
    return new Shim(name, handles.own(new Module(engine, source), Module::close));
  }
}
