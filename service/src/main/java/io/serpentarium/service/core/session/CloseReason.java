package io.serpentarium.service.core.session;

/** Why a session ended. */
public enum CloseReason {
  /** The owner deleted the session. */
  DELETED,
  /** Nobody used it for its idle timeout. */
  EXPIRED,
  /** The instance trapped. */
  LOST,

  /** Another node has the session now. */
  MOVED,
  /** The node stops. */
  SHUTDOWN
}
