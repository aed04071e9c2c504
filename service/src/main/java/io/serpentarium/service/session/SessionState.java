package io.serpentarium.service.session;

/** Where a session stands, by the contract's names. */
public enum SessionState {
  IDLE,
  BUSY,
  HIBERNATED
}
