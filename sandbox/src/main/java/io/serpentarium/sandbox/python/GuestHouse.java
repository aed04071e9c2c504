package io.serpentarium.sandbox.python;

import java.time.Duration;

/** The sandbox as the runs of its guests see it. Thread-safe. */
interface GuestHouse {

  Watchdog watchdog();

  /** Returns the time that an interrupted program may take to end. */
  Duration interruptGrace();

  /**
   * Returns a guest that nobody has used, for a program that a guest of an owner starts.
   *
   * @throws io.serpentarium.sandbox.SandboxException if there is no room for it
   */
  Guest newChild(GuestOwner owner);

  /**
   * Runs a program that a guest has started, on a thread of its own.
   *
   * @return whether one was free
   */
  boolean executeChild(Runnable child);

  /** Takes over a guest that has ended between two calls, to renew or to close it. */
  void retire(Guest guest);
}
