package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Store;
import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.Engine.Enforcement;
import io.serpentarium.sandbox.engine.support.DeadlineWatch;
import io.serpentarium.sandbox.engine.support.MemoryProtection;
import io.serpentarium.sandbox.engine.support.PollStop;
import java.time.Duration;
import java.util.Set;

/** Guest code polls, and loses its polling page when it must stop. */
final class PollControls implements GuestControls {

  private final MemoryProtection protection = MemoryProtection.ofPlatform();
  private final DeadlineWatch watch;

  PollControls(Duration tick) {
    this.watch = new DeadlineWatch(tick);
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.KILL);
  }

  @Override
  public GuestControl control() {
    return new Control(protection, watch);
  }

  @Override
  public Enforcement enforcement() {
    return watch.enforcement();
  }

  @Override
  public void close() {
    watch.close();
  }

  private static final class Control extends PollStop implements GuestControl {

    Control(MemoryProtection protection, DeadlineWatch watch) {
      super(protection, watch);
    }

    @Override
    public void prepare(Store<Void> store) {}
  }
}
