package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.GuestMemory;
import java.time.Duration;

/** Stops one guest, whose code runs unchecked, by taking its memory away. */
public abstract class RevokingStop implements GuestStop {

  private final long reservedBytes;
  private final MemoryRevocation revocation;
  private final GuestGate gate;
  private final GuestDeadline deadline;
  private final DeadlineWatch watch;

  /**
   * For an instance to be made.
   *
   * @param reservedBytes of address space, from a memory's base on, that are certain to be its own
   * @param watch of the engine, which enforces the deadline
   */
  protected RevokingStop(MemoryProtection protection, long reservedBytes, DeadlineWatch watch) {
    this.reservedBytes = reservedBytes;
    this.revocation = new MemoryRevocation(protection);
    this.gate = new GuestGate(revocation);
    this.deadline = new GuestDeadline(gate);
    this.watch = watch;
  }

  @Override
  public final GuestGate gate() {
    return gate;
  }

  @Override
  public final void cover(GuestMemory memory, long base) {
    revocation.cover(memory, base, reservedBytes);
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
