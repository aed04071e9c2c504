package io.serpentarium.sandbox.engine.ffm;

/** What an engine shares with its modules and instances. */
record EngineParts(
    LibWasmtime library, FfmEngineOptions options, ModuleLoader loader, GuestControls controls) {

  CApi api() {
    return library.api();
  }
}
