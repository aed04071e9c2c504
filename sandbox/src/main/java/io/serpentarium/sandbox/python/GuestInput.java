package io.serpentarium.sandbox.python;

/**
 * The input that a guest reads from descriptor 0. Called on the guest's thread; no method waits.
 */
interface GuestInput {

  /** Returns whether there are bytes to read, or end of file. */
  boolean readable();

  /** Takes the available bytes, at most {@code length}; 0 if there are none. */
  int poll(byte[] target, int offset, int length);

  /** Told before the guest waits, for this input or for something else. */
  default void beforeWait() {}
}
