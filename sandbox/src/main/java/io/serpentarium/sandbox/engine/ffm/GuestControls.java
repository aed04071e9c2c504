package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.Engine.Enforcement;
import io.serpentarium.sandbox.engine.EngineException;
import io.serpentarium.sandbox.engine.InterruptionMode;
import io.serpentarium.sandbox.engine.support.UserFaults;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Creates the controls of one engine's instances. Thread-safe. */
interface GuestControls extends AutoCloseable {

  /**
   * Returns the controls of a mode, for an engine that was configured for it.
   *
   * @param engine the engine, which is not kept
   * @param faults opens the faults that polling guests need for checkpoints
   * @throws EngineException if this platform has no such mode
   */
  static GuestControls of(
      InterruptionMode mode,
      EngineHandle engine,
      Duration tick,
      Supplier<Optional<UserFaults>> faults) {
    return switch (mode) {
      case EPOCH -> new EpochControls(engine.another(), tick);
      case POLL -> new PollControls(tick, faults.get());
    };
  }

  /** See {@link io.serpentarium.sandbox.engine.Engine#capabilities}. */
  Set<Capability> capabilities();

  /**
   * The control of a new instance.
   *
   * @param engine a handle that lives as long as the instance
   */
  GuestControl control(EngineHandle engine);

  /** See {@link io.serpentarium.sandbox.engine.Engine#enforcement}. */
  Enforcement enforcement();

  /** Ends the thread of the controls. */
  @Override
  void close();
}
