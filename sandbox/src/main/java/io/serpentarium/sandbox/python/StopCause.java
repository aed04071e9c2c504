package io.serpentarium.sandbox.python;

/** The reason for which the host stops a running guest. */
enum StopCause {
  /** Somebody asked for it: Ctrl-C. The guest may handle it and wait for input. */
  INTERRUPT,
  WALL_TIME,
  CPU_TIME,
  /** The memory grew beyond its limit, on an engine that cannot refuse that. */
  MEMORY,
  OUTPUT,
  /** The session is closed. */
  CLOSED;

  /** Returns whether the guest may go on if it survives the stop. */
  boolean isRequest() {
    return this == INTERRUPT;
  }
}
