package io.serpentarium.sandbox.python;

import java.time.Duration;

/** The sandbox as the runs of its guests see it. Thread-safe. */
interface GuestHouse {

  Watchdog watchdog();

  /** Returns the time that an interrupted program may take to end. */
  Duration interruptGrace();

  /**
   * Returns a guest that nobody has used, for a program on the files of another guest, whose owner
   * pays for it.
   *
   * @throws io.serpentarium.sandbox.SandboxException if there is no room for it
   * @throws IllegalStateException if the other guest is closed
   */
  Guest newChild(Guest other);

  /**
   * Runs a program that a guest has started, on a thread of its own.
   *
   * @return whether one was free
   */
  boolean executeChild(Runnable child);

  /** Takes over a guest that has ended between two calls, to renew or to close it. */
  void retire(Guest guest);

  /**
   * Releases a guest that is needed no more.
   *
   * @param reusable whether it has ended between two calls, so that others may use its instance
   */
  default void release(Guest guest, boolean reusable) {
    if (reusable) {
      guest.leave();
      retire(guest);
    } else {
      guest.close();
    }
  }
}
