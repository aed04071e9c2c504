package io.serpentarium.sandbox.python;

/**
 * SIGINT, or that the guest is to look for its timers', on its way to a guest, until CPython has
 * taken it. All calls under the lock of {@link Interruption}.
 */
interface GuestSignal {

  /** Raises it, or sees to it that it is raised soon. From any thread. */
  void raise();

  /** Makes CPython look for signals, without raising any. From any thread. */
  void nudge();

  /**
   * Returns whether the signal was raised, or the guest nudged, and not taken yet. On the guest's
   * thread, outside of guest code.
   */
  boolean pending();

  /** Reminds CPython of it if the guest's own update has undone it. From any thread. */
  void repeat();

  /** Clears the signal if it was not taken. Only while the guest does not run. */
  void clear();
}
