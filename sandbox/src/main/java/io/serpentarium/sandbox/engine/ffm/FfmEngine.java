package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.support.EpochTicker;
import io.serpentarium.sandbox.engine.support.Lifetime;
import java.util.Set;

/** Wasmtime behind its C API. Thread-safe. */
public final class FfmEngine implements Engine {

  /** Of which a guest takes up to 8 MiB. */
  static final long THREAD_STACK_BYTES = 24L << 20;

  private final Lifetime lifetime = new Lifetime("the engine");
  private final LibWasmtime library;
  private final FfmEngineOptions options;
  private final ModuleLoader loader;
  private final EngineHandle engine;
  private final EpochTicker ticker;

  private FfmEngine(LibWasmtime library, FfmEngineOptions options, EngineHandle engine) {
    this.library = library;
    this.options = options;
    this.loader = new ModuleLoader(library, options);
    this.engine = engine;
    EngineHandle ticked = engine.another();
    this.ticker = new EpochTicker(ticked::incrementEpoch, ticked::close, options.tick());
  }

  /**
   * Makes an engine.
   *
   * @throws EngineException when the library cannot do here what the options ask for
   */
  public static FfmEngine open(LibWasmtime library, FfmEngineOptions options) {
    if (options.interruption() != InterruptionMode.EPOCH) {
      throw new EngineException("interruption by memory is not available", null);
    }
    EngineHandle engine = EngineHandle.create(library.api(), options.interruption());
    return new FfmEngine(library, options, engine);
  }

  @Override
  public String name() {
    return "ffm";
  }

  @Override
  public String version() {
    return library.version();
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CHECKPOINTS, Capability.KILL);
  }

  @Override
  public long threadStackBytes() {
    return THREAD_STACK_BYTES;
  }

  @Override
  public CompiledModule compile(byte[] wasm) {
    return lifetime.during(() -> FfmModule.load(library, engine.another(), options, loader, wasm));
  }

  @Override
  public void close() {
    lifetime.end(
        () -> {
          ticker.close();
          engine.close();
        });
  }
}
