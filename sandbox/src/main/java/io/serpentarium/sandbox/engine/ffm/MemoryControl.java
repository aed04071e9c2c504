package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.support.DeadlineWatch;
import io.serpentarium.sandbox.engine.support.MemoryProtection;
import io.serpentarium.sandbox.engine.support.RevokingStop;

/** Stops one guest by taking its memory away; the guest's own thread cannot be asked to come by. */
final class MemoryControl extends RevokingStop implements GuestControl {

  private static final String NO_CHECKPOINTS = "guest code looks at nothing while it runs";

  MemoryControl(MemoryProtection protection, DeadlineWatch watch) {
    super(protection, EngineConfig.MEMORY_RESERVED_BYTES, watch);
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
