package io.serpentarium.service.core.session;

/** When a session's state is put where it survives its node. Of no effect on a node alone. */
public enum Checkpoint {
  /** When it hibernates or its node stops. If the node dies before, the state is lost. */
  NEVER,
  /** Also after every execution, before its answer, and after all else that changes the state. */
  AFTER_EXECUTION
}
