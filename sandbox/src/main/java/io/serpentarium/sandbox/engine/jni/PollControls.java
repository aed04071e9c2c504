package io.serpentarium.sandbox.engine.jni;

import io.github.kawamuray.wasmtime.Store;
import io.serpentarium.sandbox.engine.Capability;
import io.serpentarium.sandbox.engine.Engine.Enforcement;
import io.serpentarium.sandbox.engine.support.DeadlineWatch;
import io.serpentarium.sandbox.engine.support.MemoryProtection;
import io.serpentarium.sandbox.engine.support.PollStop;
import io.serpentarium.sandbox.engine.support.UserFaults;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Guest code polls, and loses its polling page when it must stop. */
final class PollControls implements GuestControls {

  private final MemoryProtection protection = MemoryProtection.ofPlatform();
  private final DeadlineWatch watch;
  private final Optional<UserFaults> faults;

  /**
   * Creates the controls of an engine.
   *
   * @param faults the faults for checkpoints, owned by the controls; without them there are none
   */
  PollControls(Duration tick, Optional<UserFaults> faults) {
    this.watch = new DeadlineWatch(tick);
    this.faults = faults;
  }

  @Override
  public Set<Capability> capabilities() {
    Set<Capability> all = EnumSet.of(Capability.KILL);
    faults.ifPresent(some -> all.add(Capability.CHECKPOINTS));
    return all;
  }

  @Override
  public GuestControl control() {
    return new Control(protection, watch, faults);
  }

  @Override
  public Enforcement enforcement() {
    return watch.enforcement();
  }

  @Override
  public void close() {
    watch.close();
    faults.ifPresent(UserFaults::close);
  }

  private static final class Control extends PollStop implements GuestControl {

    Control(MemoryProtection protection, DeadlineWatch watch, Optional<UserFaults> faults) {
      super(protection, watch, faults);
    }

    @Override
    public void prepare(Store<Void> store) {}
  }
}
