package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Engine;
import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.Engine.Enforcement;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.support.UserFaults;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Creates the controls of one engine's instances. */
interface GuestControls extends AutoCloseable {

  /**
   * Returns the controls of a mode, for an engine that was configured for it.
   *
   * @param faults opens what guests that poll need for checkpoints
   */
  static GuestControls of(
      InterruptionMode mode, Engine engine, Duration tick, Supplier<Optional<UserFaults>> faults) {
    return switch (mode) {
      case EPOCH -> new EpochControls(EngineHandles.another(engine), tick);
      case POLL -> new PollControls(tick, faults.get());
    };
  }

  /** See {@link io.serpentarium.sandbox.engine.Engine#capabilities}. */
  Set<Capability> capabilities();

  /** The control of a new instance. */
  GuestControl control();

  /** See {@link io.serpentarium.sandbox.engine.Engine#enforcement}. */
  Enforcement enforcement();

  /** Ends the thread of the controls. */
  @Override
  void close();
}
