package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.support.DeadlineWatch;
import io.serpentarium.sandbox.engine.support.MemoryProtection;
import io.serpentarium.sandbox.engine.support.PollStop;
import io.serpentarium.sandbox.engine.support.UserFaults;
import java.util.Optional;

/** Stops one guest by its polls. */
final class PollControl extends PollStop implements GuestControl {

  PollControl(MemoryProtection protection, DeadlineWatch watch, Optional<UserFaults> faults) {
    super(protection, watch, faults);
  }

  @Override
  public void prepare(Store store) {}

  @Override
  public void atEpoch() {
    throw new IllegalStateException("no epochs here");
  }
}
