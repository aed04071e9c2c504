package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.SideModule;
import io.serpentarium.sandbox.engine.support.KillProof;
import io.serpentarium.sandbox.engine.support.Lifetime;
import io.serpentarium.sandbox.engine.support.NativeHandles;
import io.serpentarium.sandbox.engine.support.UserFaults;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Wasmtime behind its C API. Thread-safe. */
public final class FfmEngine implements Engine {

  /** The stack of guests' threads, of which a guest takes up to 16 MiB. */
  static final long THREAD_STACK_BYTES = 32L << 20;

  private final Lifetime lifetime = new Lifetime("the engine");
  private final EngineHandle engine;
  private final EngineParts parts;

  private FfmEngine(EngineHandle engine, EngineParts parts) {
    this.engine = engine;
    this.parts = parts;
  }

  /**
   * Creates an engine. If its cache cannot be used, a warning is logged and the engine works
   * without.
   *
   * @throws EngineException if the library or the platform cannot do what the options ask for, such
   *     as to kill a loop
   */
  public static FfmEngine open(LibWasmtime library, FfmEngineOptions options) {
    return open(library, options, UserFaults::open);
  }

  /** Creates an engine with the faults that polling guests need for checkpoints, if available. */
  static FfmEngine open(
      LibWasmtime library, FfmEngineOptions options, Supplier<Optional<UserFaults>> faults) {
    InterruptionMode mode = options.interruption();
    ModuleLoader loader = new ModuleLoader(library, options);
    return NativeHandles.building(
        handles -> {
          EngineHandle engine =
              handles.own(
                  EngineHandle.create(library.api(), mode, options.cpu()), EngineHandle::close);
          GuestControls controls =
              handles.own(
                  GuestControls.of(mode, engine, options.tick(), faults), GuestControls::close);
          EngineParts parts = new EngineParts(library, options, loader, controls);
          if (mode == InterruptionMode.POLL) {
            prove(engine, parts);
          }
          return new FfmEngine(engine, parts);
        });
  }

  /** Proves that kills work, without the cache, which is for modules of guests. */
  private static void prove(EngineHandle engine, EngineParts parts) {
    EngineParts uncached = parts.withLoader(parts.loader().withoutCache());
    KillProof.run(wasm -> FfmModule.load(uncached, engine.another(), wasm), THREAD_STACK_BYTES);
  }

  @Override
  public String name() {
    return "ffm";
  }

  @Override
  public String version() {
    return parts.library().version();
  }

  @Override
  public Set<Capability> capabilities() {
    Set<Capability> capabilities = EnumSet.of(Capability.LINKING);
    capabilities.addAll(parts.controls().capabilities());
    return capabilities;
  }

  @Override
  public long threadStackBytes() {
    return THREAD_STACK_BYTES;
  }

  @Override
  public long guestStackBytes() {
    return EngineConfig.MAX_WASM_STACK_BYTES;
  }

  @Override
  public CompiledModule compile(byte[] wasm) {
    return lifetime.during(() -> FfmModule.load(parts, engine.another(), wasm));
  }

  @Override
  public SideModule compileSide(byte[] wasm) {
    return lifetime.during(() -> FfmSideModule.load(parts, engine.another(), wasm));
  }

  @Override
  public Enforcement enforcement() {
    return parts.controls().enforcement();
  }

  @Override
  public void close() {
    lifetime.end(
        () -> {
          parts.controls().close();
          engine.close();
        });
  }
}
