package io.serpentarium.sandbox.engine.support;

import java.time.Duration;

/** Stops one guest, whose code polls, by taking its polling page away. */
public abstract class PollStop implements GuestStop {

  private final PageRevocation revocation;
  private final GuestGate gate;
  private final GuestDeadline deadline;
  private final DeadlineWatch watch;

  /**
   * For an instance to be made.
   *
   * @param watch of the engine, which enforces the deadline
   */
  protected PollStop(MemoryProtection protection, DeadlineWatch watch) {
    this.revocation = new PageRevocation(protection);
    this.gate = new GuestGate(revocation);
    this.deadline = new GuestDeadline(gate);
    this.watch = watch;
  }

  @Override
  public final GuestGate gate() {
    return gate;
  }

  @Override
  public final void cover(long base) {
    revocation.cover(base);
  }

  @Override
  public final void setDeadline(Duration fromNow) {
    deadline.set(fromNow);
  }

  @Override
  public final void callBegins() {
    watch.begin(deadline);
  }

  @Override
  public final void callEnds() {
    watch.end(deadline);
  }
}
