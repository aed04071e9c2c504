package io.serpentarium.sandbox.engine.jni;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.SideModule;
import io.serpentarium.sandbox.engine.support.KillProof;
import io.serpentarium.sandbox.engine.support.Lifetime;
import io.serpentarium.sandbox.engine.support.MemoryProtection;
import io.serpentarium.sandbox.engine.support.UserFaults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Wasmtime behind kawamuray's JNI library. Needs {@code --enable-native-access}. */
public final class JniEngine implements Engine {

  /** The default interval of checking deadlines. */
  public static final Duration DEFAULT_TICK = Duration.ofMillis(10);

  /** The stack of guests' threads, of which a guest takes up to 2 MiB. */
  static final long THREAD_STACK_BYTES = 16L << 20;

  /** The version of the library in wasmtime-java 0.19.0, which does not report it. */
  private static final String WASMTIME_VERSION = "7.0.1";

  private final Lifetime lifetime = new Lifetime("the engine");
  private final io.github.kawamuray.wasmtime.Engine engine;
  private final InterruptionMode mode;
  private final GuestControls controls;

  private JniEngine(
      InterruptionMode mode,
      Duration tick,
      Supplier<io.github.kawamuray.wasmtime.Engine> newEngine,
      Supplier<Optional<UserFaults>> faults) {
    requirePositive(tick);
    requireAvailable(mode);
    this.mode = mode;
    this.engine = newEngine.get();
    this.controls = GuestControls.of(mode, engine, tick, faults);
  }

  private static JniEngine open(
      InterruptionMode mode,
      Duration tick,
      Supplier<io.github.kawamuray.wasmtime.Engine> newEngine,
      Supplier<Optional<UserFaults>> faults) {
    JniEngine opened = new JniEngine(mode, tick, newEngine, faults);
    if (mode == InterruptionMode.POLL) {
      try {
        KillProof.run(opened::compile, THREAD_STACK_BYTES);
      } catch (RuntimeException | Error e) {
        opened.close();
        throw e;
      }
    }
    return opened;
  }

  /**
   * Opens an engine that compiles every module each time.
   *
   * @param mode the way to stop guests
   * @param tick the interval of checking deadlines, positive
   * @throws EngineException if the platform does not have the mode, or a loop cannot be killed
   */
  public static JniEngine withoutCache(InterruptionMode mode, Duration tick) {
    return withoutCache(mode, tick, UserFaults::open);
  }

  /** Creates an engine with the faults that polling guests need for checkpoints, if available. */
  static JniEngine withoutCache(
      InterruptionMode mode, Duration tick, Supplier<Optional<UserFaults>> faults) {
    return open(mode, tick, () -> EngineConfig.newEngine(mode), faults);
  }

  /**
   * Creates an engine that keeps compiled modules on disk. If the directory cannot be used, a
   * warning is logged and the engine works without. Engines of either mode may share a directory.
   *
   * @param cacheDirectory the directory; created if missing, and made accessible to its owner only
   *     (mode 0700)
   * @param mode and the other parameters as those of {@link #withoutCache}
   */
  public static JniEngine withCache(Path cacheDirectory, InterruptionMode mode, Duration tick) {
    return open(
        mode,
        tick,
        () ->
            CompileCache.prepare(cacheDirectory)
                .map(toml -> EngineConfig.newEngine(mode, toml))
                .orElseGet(() -> EngineConfig.newEngine(mode)),
        UserFaults::open);
  }

  @Override
  public String name() {
    return "jni";
  }

  @Override
  public String version() {
    return WASMTIME_VERSION;
  }

  @Override
  public Set<Capability> capabilities() {
    return controls.capabilities();
  }

  @Override
  public long threadStackBytes() {
    return THREAD_STACK_BYTES;
  }

  @Override
  public long guestStackBytes() {
    return EngineConfig.MAX_WASM_STACK_BYTES;
  }

  /** {@inheritDoc} With epochs the text format is taken as well. */
  @Override
  public CompiledModule compile(byte[] wasm) {
    return lifetime.during(
        () -> JniModule.compile(EngineHandles.another(engine), wasm, mode, controls));
  }

  @Override
  public SideModule compileSide(byte[] wasm) {
    throw new UnsupportedOperationException("wasmtime-java cannot grow a table");
  }

  @Override
  public Enforcement enforcement() {
    return controls.enforcement();
  }

  @Override
  public void close() {
    lifetime.end(
        () -> {
          controls.close();
          engine.close();
        });
  }

  private static void requireAvailable(InterruptionMode mode) {
    if (mode == InterruptionMode.POLL && !MemoryProtection.available()) {
      throw new EngineException("interruption by polls needs Linux", null);
    }
  }

  private static void requirePositive(Duration tick) {
    if (!tick.isPositive()) {
      throw new IllegalArgumentException("tick must be positive: " + tick);
    }
  }
}
