package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.GuestMemory;
import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.support.GuestGate;
import java.time.Duration;

/** How one instance is stopped, and reached while it runs. */
interface GuestControl {

  /** The border that all calls of the instance pass. */
  GuestGate gate();

  /** Prepares the store, before any guest code runs in it. */
  void prepare(Store store);

  /** Tells it the memory, before anybody else has the instance. */
  void cover(GuestMemory memory, long base);

  /** See {@link io.serpentarium.sandbox.engine.Instance#setDeadline}. */
  void setDeadline(Duration fromNow);

  /** See {@link io.serpentarium.sandbox.engine.Instance#setCheckpoint}. */
  void setCheckpoint(Runnable checkpoint);

  /** See {@link io.serpentarium.sandbox.engine.Instance#requestCheckpoint}. */
  void requestCheckpoint();

  /**
   * Sees to what is due, on the guest's thread, because the epoch has advanced.
   *
   * @throws Trap when the guest must not go on
   */
  void atEpoch();

  /** A call begins that is not inside another. */
  void callBegins();

  /** That call has ended. */
  void callEnds();
}
