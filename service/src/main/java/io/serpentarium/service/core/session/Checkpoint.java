package io.serpentarium.service.core.session;

/**
 * The moments at which a session's state is stored so that it survives its node. Without effect on
 * a single node.
 */
public enum Checkpoint {
  /** Only on hibernation or when the node stops. If the node dies before, the state is lost. */
  NEVER,
  /** After every execution too, before its answer, and after any other change of the state. */
  AFTER_EXECUTION
}
