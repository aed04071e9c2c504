package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.wasi.StandardStreams.Output;

/**
 * The target of a guest's descriptors 1 and 2, and of what it displays. Called on the guest's
 * thread; no method waits.
 */
interface GuestOutput {

  /**
   * Takes output of the guest; output beyond the limit is dropped.
   *
   * @return whether all of it fitted
   */
  boolean write(Output stream, byte[] source, int offset, int length);

  /**
   * Takes a part of a displayed line.
   *
   * @return whether there was room; nothing of it was taken otherwise
   */
  default boolean display(byte[] source, int offset, int length) {
    return true;
  }

  /** Returns whether a terminal shows it, which wants carriage returns before newlines. */
  default boolean isTerminal() {
    return false;
  }

  /** Returns whether a subscriber leaves room for more. */
  boolean writable();

  /** Told that the program waits for stdin. */
  void requestInput();

  /**
   * Told that the program has read from stdin: a prompt that was written before has been answered.
   */
  void inputTaken();
}
