package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.support.GuestGate;
import io.serpentarium.sandbox.engine.support.Stopper;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls one guest's thread to the host through the engine's epoch.
 *
 * <p>Whatever is due is noted first and the epoch advanced then. A guest that is just leaving from
 * an earlier visit may miss that; the next tick brings it back, and what was noted is still there.
 */
final class EpochControl implements GuestControl {

  private static final Duration LONGEST = Duration.ofDays(10_000);

  private final EngineHandle engine;
  private final GuestGate gate;
  private volatile @Nullable Deadline deadline;
  private volatile @Nullable Runnable checkpoint;
  private volatile boolean requested;

  private record Deadline(long nanoTime) {}

  /** A control without a deadline or a checkpoint. */
  EpochControl(EngineHandle engine) {
    this.engine = engine;
    this.gate = new GuestGate(stopper(engine));
  }

  @Override
  public GuestGate gate() {
    return gate;
  }

  @Override
  public void prepare(Store store) {
    store.comeByAtEpochs();
  }

  @Override
  public void cover(long base, Consumer<Throwable> failure) {}

  @Override
  public void setDeadline(Duration fromNow) {
    deadline =
        fromNow.compareTo(LONGEST) > 0
            ? null
            : new Deadline(System.nanoTime() + (fromNow.isNegative() ? 0 : fromNow.toNanos()));
  }

  @Override
  public void setCheckpoint(Runnable task) {
    checkpoint = task;
  }

  @Override
  public void requestCheckpoint() {
    requested = true;
    gate.whileAlive(engine::incrementEpoch);
  }

  @Override
  public void atEpoch() {
    Deadline set = deadline;
    if (set != null && System.nanoTime() - set.nanoTime() >= 0) {
      throw new Trap(Trap.Kind.DEADLINE, "the deadline passed");
    }
    Runnable task = checkpoint;
    if (requested && task != null) {
      requested = false;
      task.run();
    }
  }

  @Override
  public void callBegins() {}

  @Override
  public void callEnds() {}

  private static Stopper stopper(EngineHandle engine) {
    return new Stopper() {
      @Override
      public void stop() {
        engine.incrementEpoch();
      }

      @Override
      public void restore() {}
    };
  }
}
