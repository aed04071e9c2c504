package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.support.DeadlineWatch;
import io.serpentarium.sandbox.engine.support.MemoryProtection;
import java.time.Duration;
import java.util.Set;

/** Guest code runs unchecked and loses its memory when it must stop. */
final class MemoryControls implements GuestControls {

  private final MemoryProtection protection = MemoryProtection.ofPlatform();
  private final DeadlineWatch watch;

  MemoryControls(Duration tick) {
    this.watch = new DeadlineWatch(tick);
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.KILL, Capability.MEMORY_LIMIT);
  }

  @Override
  public GuestControl control(EngineHandle engine) {
    return new MemoryControl(protection, watch);
  }

  @Override
  public void close() {
    watch.close();
  }
}
