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
   * Sets the timer of a clock, replacing its former setting, to expire once.
   *
   * @param delayNanos the delay from now on; zero cancels the timer
   */
  void set(Clock clock, long delayNanos);
}
