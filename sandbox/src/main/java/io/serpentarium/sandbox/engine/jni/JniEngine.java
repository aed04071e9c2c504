package io.serpentarium.sandbox.engine.jni;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.CompiledModule;
import io.serpentarium.sandbox.engine.Engine;
import io.serpentarium.sandbox.engine.support.EpochTicker;
import io.serpentarium.sandbox.engine.support.Lifetime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Wasmtime behind kawamuray's JNI library. Needs {@code --enable-native-access}. */
public final class JniEngine implements Engine {

  /** How often deadlines are looked at, unless chosen otherwise. */
  public static final Duration DEFAULT_TICK = Duration.ofMillis(10);

  /** Of which a guest takes up to 2 MiB. */
  static final long THREAD_STACK_BYTES = 16L << 20;

  /** Of the library in wasmtime-java 0.19.0, which does not tell. */
  private static final String WASMTIME_VERSION = "7.0.1";

  private final Lifetime lifetime = new Lifetime("the engine");
  private final io.github.kawamuray.wasmtime.Engine engine;
  private final EpochTicks ticks;
  private final EpochTicker ticker;

  private JniEngine(io.github.kawamuray.wasmtime.Engine engine, Duration tick) {
    this.engine = engine;
    this.ticks = new EpochTicks(tick);
    this.ticker = ticker(EngineHandles.another(engine), tick);
  }

  /**
   * An engine that compiles every module anew.
   *
   * @param tick positive
   */
  public static JniEngine withoutCache(Duration tick) {
    requirePositive(tick);
    return new JniEngine(EngineConfig.newEngine(), tick);
  }

  /**
   * An engine that keeps compiled modules on disk. When the directory cannot be used, that is
   * logged as a warning and the engine works without it.
   *
   * @param cacheDirectory made when missing, and taken from all users but its owner (mode 0700)
   * @param tick positive
   */
  public static JniEngine withCache(Path cacheDirectory, Duration tick) {
    requirePositive(tick);
    return new JniEngine(
        CompileCache.prepare(cacheDirectory)
            .map(EngineConfig::newEngine)
            .orElseGet(EngineConfig::newEngine),
        tick);
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
    return Set.of();
  }

  @Override
  public long threadStackBytes() {
    return THREAD_STACK_BYTES;
  }

  /** {@inheritDoc} The text format is taken as well. */
  @Override
  public CompiledModule compile(byte[] wasm) {
    return lifetime.during(() -> JniModule.compile(EngineHandles.another(engine), wasm, ticks));
  }

  @Override
  public void close() {
    lifetime.end(
        () -> {
          ticker.close();
          engine.close();
        });
  }

  /** A ticker with an engine handle of its own. */
  private static EpochTicker ticker(io.github.kawamuray.wasmtime.Engine own, Duration tick) {
    return new EpochTicker(own::incrementEpoch, own::close, tick);
  }

  private static void requirePositive(Duration tick) {
    if (!tick.isPositive()) {
      throw new IllegalArgumentException("tick must be positive: " + tick);
    }
  }
}
