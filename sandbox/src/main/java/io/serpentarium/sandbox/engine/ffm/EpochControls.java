package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.Engine.Enforcement;
import io.serpentarium.sandbox.engine.support.EpochTicker;
import java.time.Duration;
import java.util.Set;

/**
 * The controls of guests that check the engine's epoch, and call the host when it has advanced:
 * immediately on request, and once a tick for the deadlines.
 */
final class EpochControls implements GuestControls {

  private final EpochTicker ticker;

  /** Creates the controls on an engine handle, which they own from now on. */
  EpochControls(EngineHandle engine, Duration tick) {
    this.ticker = new EpochTicker(engine::incrementEpoch, engine::close, tick);
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CHECKPOINTS, Capability.KILL, Capability.MEMORY_LIMIT);
  }

  @Override
  public GuestControl control(EngineHandle engine) {
    return new EpochControl(engine);
  }

  @Override
  public Enforcement enforcement() {
    return ticker.enforcement();
  }

  @Override
  public void close() {
    ticker.close();
  }
}
