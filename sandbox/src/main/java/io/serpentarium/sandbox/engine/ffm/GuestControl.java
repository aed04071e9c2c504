package io.serpentarium.sandbox.engine.ffm;

import io.serpentarium.sandbox.engine.Trap;
import io.serpentarium.sandbox.engine.support.GuestStop;

/** Stops one instance, and interrupts it while it runs. */
interface GuestControl extends GuestStop {

  /** Prepares the store, before any guest code runs in it. */
  void prepare(Store store);

  /**
   * Handles due requests, on the guest's thread, because the epoch has advanced.
   *
   * @throws Trap if the guest must not go on
   */
  void atEpoch();
}
