package io.serpentarium.sandbox.confinement;

/** The kind of a process, by which it gives up system calls. */
public enum Profile {
  /** Runs guests and serves clients; starts no process. */
  SERVICE,
  /** Serves clients and starts workers. */
  FRONT,
  /**
   * Runs guests, opens nothing, and reaches no other process but by the pipes that it was given.
   */
  WORKER
}
