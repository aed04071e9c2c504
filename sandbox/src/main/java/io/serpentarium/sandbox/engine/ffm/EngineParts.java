package io.serpentarium.sandbox.engine.ffm;

/** The parts that an engine shares with its modules and instances. */
record EngineParts(
    LibWasmtime library, FfmEngineOptions options, ModuleLoader loader, GuestControls controls) {

  CApi api() {
    return library.api();
  }

  EngineParts withLoader(ModuleLoader other) {
    return new EngineParts(library, options, other, controls);
  }
}
