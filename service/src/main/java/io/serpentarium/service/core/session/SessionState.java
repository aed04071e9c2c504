package io.serpentarium.service.core.session;

/** The state of a session, by the contract's names. */
public enum SessionState {
  IDLE,
  BUSY,
  HIBERNATED
}
