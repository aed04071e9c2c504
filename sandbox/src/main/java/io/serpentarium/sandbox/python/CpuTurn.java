package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.Share;

/**
 * An execution's use of the processor. {@link #begin}, {@link #checkpoint} and {@link #end} are for
 * the guest's thread, without any lock; the methods below them are for {@link CpuPermits}.
 */
final class CpuTurn {

  /** The state of a turn. */
  enum State {
    /** No processor is needed. */
    NONE,
    /** A permit is wanted. */
    WAITING,
    /** A permit is held. */
    HELD,
    /** The guest runs, and its permit was given to another. */
    LENT
  }

  private final CpuPermits permits;
  private final Share share;
  private final Interruption interruption;
  private volatile State state = State.NONE;
  private volatile boolean asked;
  private long since;
  private long askedSince;

  CpuTurn(CpuPermits permits, Share share, Interruption interruption) {
    this.permits = permits;
    this.share = share;
    this.interruption = interruption;
  }

  /**
   * Waits for a permit.
   *
   * @throws GuestStopped if the guest must not run on
   */
  void begin() {
    permits.request(this);
    interruption.untilGranted(this::mayRun);
  }

  /** Releases the permit to another turn if that was requested, and waits for one again. */
  void checkpoint() {
    if (asked) {
      end();
      begin();
    }
  }

  /** Releases the permit. Idempotent. */
  void end() {
    permits.release(this);
  }

  /** See {@link CpuPermits#check}. */
  void check() {
    permits.check(this);
  }

  /**
   * Returns whether the turn has had a permit since it asked for one. The permit may be lent to
   * another turn before the guest's thread has even woken.
   */
  boolean mayRun() {
    return state == State.HELD || state == State.LENT;
  }

  Share share() {
    return share;
  }

  State state() {
    return state;
  }

  long since() {
    return since;
  }

  void become(State newState, long now) {
    state = newState;
    since = now;
    asked = asked && newState == State.LENT;
  }

  /** Notes that it is asked to come by; false when it was before. */
  boolean ask(long now) {
    if (asked) {
      return false;
    }
    asked = true;
    askedSince = now;
    return true;
  }

  /** Returns the nanoseconds since the permit was requested, 0 if it was not. */
  long askedFor(long now) {
    return asked ? now - askedSince : 0;
  }

  /** Told without the lock of the permits: it has one. */
  void granted() {
    interruption.wake();
  }

  /** Told without the lock of the permits: it is to come by. */
  void wanted() {
    interruption.visit();
  }
}
