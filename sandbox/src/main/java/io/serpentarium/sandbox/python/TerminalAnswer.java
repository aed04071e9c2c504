package io.serpentarium.sandbox.python;

/**
 * How a guest answers an operation on its terminal.
 *
 * @param unused how many of the last bytes typed it left
 * @param exitCode of the loop, when it has ended
 */
record TerminalAnswer(State state, int unused, int exitCode) {

  /** What came of it, as the guest numbers it. */
  enum State {
    /** Nothing is left to do. */
    DONE,
    /** A statement waits to be run. */
    ENTERED,
    /** The loop is over. */
    ENDED
  }

  /**
   * An answer as the guest numbers it.
   *
   * @throws IllegalGuestException when it makes no sense
   */
  static TerminalAnswer of(int state, int unused, int exitCode, int typed) {
    if (state < 0 || state >= State.values().length || unused < 0 || unused > typed) {
      throw new IllegalGuestException("terminal state %d, unused %d".formatted(state, unused));
    }
    return new TerminalAnswer(State.values()[state], unused, exitCode);
  }
}
