package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.support.DeadlineWatch;
import io.serpentarium.sandbox.engine.support.GuestDeadline;
import io.serpentarium.sandbox.engine.support.GuestGate;
import io.serpentarium.sandbox.engine.support.MemoryRevocation;
import java.time.Duration;

/** Stops one guest by taking its memory away. */
final class MemoryControl implements GuestControl {

  private static final String NO_CHECKPOINTS = "guest code looks at nothing while it runs";

  private final MemoryRevocation revocation;
  private final GuestGate gate;
  private final GuestDeadline deadline;
  private final DeadlineWatch watch;

  MemoryControl(MemoryRevocation revocation, DeadlineWatch watch) {
    this.revocation = revocation;
    this.gate = new GuestGate(revocation);
    this.deadline = new GuestDeadline(gate);
    this.watch = watch;
  }

  @Override
  public GuestGate gate() {
    return gate;
  }

  @Override
  public void prepare(Store store) {}

  @Override
  public void cover(GuestMemory memory, long base) {
    revocation.cover(memory, base, EngineConfig.MEMORY_RESERVED_BYTES);
  }

  @Override
  public void setDeadline(Duration fromNow) {
    deadline.set(fromNow);
  }

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

  @Override
  public void callBegins() {
    watch.begin(deadline);
  }

  @Override
  public void callEnds() {
    watch.end(deadline);
  }
}
