package io.serpentarium.sandbox.python;

/**
 * The guest's answer to an operation on its terminal.
 *
 * @param unused the number of the last typed bytes that were not used
 * @param exitCode the exit code of the loop, once it has ended
 */
record TerminalAnswer(State state, int unused, int exitCode) {

  /** The state after the operation, as the guest numbers it. */
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
   * @throws IllegalGuestException if it makes no sense
   */
  static TerminalAnswer of(int state, int unused, int exitCode, int typed) {
    if (state < 0 || state >= State.values().length || unused < 0 || unused > typed) {
      throw new IllegalGuestException("terminal state %d, unused %d".formatted(state, unused));
    }
    return new TerminalAnswer(State.values()[state], unused, exitCode);
  }
}
