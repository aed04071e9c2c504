package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.EngineException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives an engine its native modules: from the cache when it has them, compiled otherwise.
 * Thread-safe.
 */
final class ModuleLoader {

  private final CApi api;
  private final String[] circumstances;
  private final @Nullable ModuleCache cache;

  /** The loader of engines with these options. */
  ModuleLoader(LibWasmtime library, FfmEngineOptions options) {
    this.api = library.api();
    this.circumstances =
        new String[] {
          library.fingerprint(),
          EngineConfig.fingerprint(options.interruption()),
          options.cpu().fingerprint()
        };
    Path directory = options.cacheDirectory();
    this.cache = directory == null ? null : ModuleCache.prepare(directory).orElse(null);
  }

  private ModuleLoader(CApi api) {
    this.api = api;
    this.circumstances = new String[0];
    this.cache = null;
  }

  /** Returns a loader that compiles every module. */
  ModuleLoader withoutCache() {
    return new ModuleLoader(api);
  }

  /**
   * A module, owned by the caller.
   *
   * @throws EngineException if it is not a module that this engine takes
   */
  long load(EngineHandle engine, byte[] wasm) {
    ModuleCache files = cache;
    if (files == null) {
      return NativeModules.compile(api, engine, wasm);
    }
    String key = key(wasm, circumstances);
    return files
        .find(key)
        .flatMap(file -> loaded(engine, file, files))
        .orElseGet(() -> compiled(engine, wasm, key, files));
  }

  /** Returns the name of a module's compiled code, under circumstances that each count. */
  static String key(byte[] wasm, String... circumstances) {
    return Sha256.of(Sha256.of(wasm) + "\n" + String.join("\n", circumstances));
  }

  private Optional<Long> loaded(EngineHandle engine, Path file, ModuleCache files) {
    try {
      return Optional.of(NativeModules.load(api, engine, file));
    } catch (EngineException e) {
      files.discard(file, e.toString());
      return Optional.empty();
    }
  }

  private long compiled(EngineHandle engine, byte[] wasm, String key, ModuleCache files) {
    long module = NativeModules.compile(api, engine, wasm);
    try {
      files.put(key, NativeModules.serialize(api, module));
      return module;
    } catch (RuntimeException | Error e) {
      api.moduleDelete(module);
      throw e;
    }
  }
}
