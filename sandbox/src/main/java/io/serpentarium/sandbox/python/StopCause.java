package io.serpentarium.sandbox.python;

/** Why the host stops a running guest. */
enum StopCause {
  /** Somebody asked for it: Ctrl-C. The guest may handle it and wait for input. */
  INTERRUPT,
  WALL_TIME,
  CPU_TIME,
  OUTPUT,
  /** Its session is closed. */
  CLOSED;

  /** Whether the guest may go on when it survives the stop. */
  boolean isRequest() {
    return this == INTERRUPT;
  }
}
