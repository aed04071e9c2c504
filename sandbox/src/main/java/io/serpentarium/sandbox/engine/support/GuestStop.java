package io.serpentarium.sandbox.engine.support;

import java.time.Duration;

/** How one instance is stopped, from outside and at its deadline, whatever its adapter. */
public interface GuestStop {

  /** The border that all calls of the instance pass. */
  GuestGate gate();

  /** Tells it where the memory starts, before anybody else has the instance. */
  void cover(long base);

  /** See {@link io.serpentarium.sandbox.engine.Instance#setDeadline}. The store must be at rest. */
  void setDeadline(Duration fromNow);

  /** A call begins that is not inside another. */
  void callBegins();

  /** Notes that the call has returned. */
  void callEnds();
}
