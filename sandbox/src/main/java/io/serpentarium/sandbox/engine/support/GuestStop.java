package io.serpentarium.sandbox.engine.support;

import io.serpentarium.sandbox.engine.GuestMemory;
import java.time.Duration;

/** How one instance is stopped, from outside and at its deadline, whatever its adapter. */
public interface GuestStop {

  /** The border that all calls of the instance pass. */
  GuestGate gate();

  /** Tells it the memory, before anybody else has the instance. */
  void cover(GuestMemory memory, long base);

  /** See {@link io.serpentarium.sandbox.engine.Instance#setDeadline}. The store must be at rest. */
  void setDeadline(Duration fromNow);

  /** A call begins that is not inside another. */
  void callBegins();

  /** That call has ended. */
  void callEnds();
}
