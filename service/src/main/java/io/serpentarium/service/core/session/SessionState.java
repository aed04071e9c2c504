package io.serpentarium.service.core.session;

/** Where a session stands, by the contract's names. */
public enum SessionState {
  IDLE,
  BUSY,
  HIBERNATED
}
