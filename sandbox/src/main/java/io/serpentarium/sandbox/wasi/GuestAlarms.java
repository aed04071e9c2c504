package io.serpentarium.sandbox.wasi;

/**
 * The timers of a guest: when one is over, the guest looks for signals, and a wait that it is in is
 * interrupted.
 */
@FunctionalInterface
public interface GuestAlarms {

  /** The time that a timer counts, in the order of {@code setitimer}'s numbers. */
  enum Clock {
    /** Time as it passes. */
    REAL,
    /** CPU time of the guest. */
    VIRTUAL,
    /** CPU time of the guest: there is none of a kernel's to add to it. */
    PROFILE
  }

  /**
   * Sets the timer of a clock, in place of what it was set to, to be over once.
   *
   * @param delayNanos from now on; zero takes it back
   */
  void set(Clock clock, long delayNanos);
}
