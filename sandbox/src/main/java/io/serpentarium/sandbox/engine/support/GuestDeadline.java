package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.Trap;
import java.time.Duration;

/**
 * The deadline of one instance on an engine whose guest code does not look at the time itself: a
 * {@link DeadlineWatch} does.
 */
public final class GuestDeadline {

  private static final long NEVER = Long.MAX_VALUE;
  private static final Duration LONGEST = Duration.ofDays(10_000);

  private final GuestGate gate;
  private final long origin = System.nanoTime();
  private volatile long due = NEVER;

  /** No deadline yet; one that passes kills at this gate. */
  public GuestDeadline(GuestGate gate) {
    this.gate = gate;
  }

  /** See {@link io.serpentarium.sandbox.engine.Instance#setDeadline}. */
  public void set(Duration fromNow) {
    due = fromNow.compareTo(LONGEST) > 0 ? NEVER : age() + Math.max(fromNow.toNanos(), 0);
  }

  /** Ends guest code that runs past the deadline, again if a kill has not ended it yet. */
  void enforce() {
    if (gate.killed() != null) {
      gate.stopAgain();
    } else if (passed()) {
      gate.killInside(Trap.Kind.DEADLINE, this::passed);
    }
  }

  private boolean passed() {
    return age() >= due;
  }

  private long age() {
    return System.nanoTime() - origin;
  }
}
