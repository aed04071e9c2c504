package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.support.DeadlineWatch;
import io.serpentarium.sandbox.engine.support.MemoryProtection;
import io.serpentarium.sandbox.engine.support.PollStop;

/** Stops one guest by its polls; the guest's own thread cannot be asked to come by. */
final class PollControl extends PollStop implements GuestControl {

  private static final String NO_CHECKPOINTS = "a poll only traps";

  PollControl(MemoryProtection protection, DeadlineWatch watch) {
    super(protection, watch);
  }

  @Override
  public void prepare(Store store) {}

  @Override
  public void setCheckpoint(Runnable checkpoint) {
    throw new UnsupportedOperationException(NO_CHECKPOINTS);
  }

  @Override
  public void requestCheckpoint() {
    throw new UnsupportedOperationException(NO_CHECKPOINTS);
  }

  @Override
  public void atEpoch() {
    throw new IllegalStateException("no epochs here");
  }
}
