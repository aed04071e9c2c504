package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.Trap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is due when a guest's thread comes by because the epoch has advanced. */
final class EpochChecks {

  private static final Duration LONGEST = Duration.ofDays(10_000);

  private volatile @Nullable Deadline deadline;
  private volatile @Nullable Runnable checkpoint;
  private volatile boolean requested;

  private record Deadline(long nanoTime) {}

  /** From any thread, as all the setters. */
  void setDeadline(Duration fromNow) {
    deadline =
        fromNow.compareTo(LONGEST) > 0 ? null : new Deadline(System.nanoTime() + nanos(fromNow));
  }

  void setCheckpoint(Runnable task) {
    checkpoint = task;
  }

  /** Has the next run include the checkpoint. */
  void request() {
    requested = true;
  }

  /**
   * Runs the checkpoint, when it was asked for.
   *
   * @throws Trap when the deadline has passed
   */
  void run() {
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

  private static long nanos(Duration time) {
    return time.isNegative() ? 0 : time.toNanos();
  }
}
